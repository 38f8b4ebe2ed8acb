// The plain-text renderer of Markdown, for mails and the .txt twins.
#include <algorithm>

#include "base/text.h"
#include "markup/markdown.h"
#include "markup/markdown_parse.h"

namespace tocsin::markup {

namespace {

// Characters, not bytes: what the eye counts in a line.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

enum class Wrap { no, yes };

class TextSink final : public MarkdownSink {
 public:
  explicit TextSink(PlainOptions const& options) : options_(options) {}
  void enter_block(MD_BLOCKTYPE type, void* detail) override;
  void leave_block(MD_BLOCKTYPE type, void* detail) override;
  void enter_span(MD_SPANTYPE type, void* detail) override;
  void leave_span(MD_SPANTYPE type, void* detail) override;
  void text(MD_TEXTTYPE type, std::string_view text) override;
  std::string finish() { return std::move(out_); }

 private:
  // What each line of a container begins with; a list item's marker stands on its first line only.
  struct Container {
    std::string first;
    std::string rest;
  };
  struct List {
    bool is_tight = true;
    bool is_numbered = false;
    unsigned next = 1;
  };
  void flush(Wrap wrap);
  void write_line(std::string_view line);
  void separate();
  std::string prefix();
  std::size_t prefix_width() const;
  void wrap_line(std::string_view line);

  PlainOptions const& options_;
  std::string out_;
  std::string block_;  // the leaf block that is being collected
  std::vector<Container> containers_;
  std::vector<List> lists_;
  std::vector<std::size_t> link_begins_;
  bool wants_blank_line_ = false;
};

std::string TextSink::prefix() {
  std::string out;
  for (auto& container : containers_) {
    out += container.first;
    container.first = container.rest;
  }
  return out;
}

std::size_t TextSink::prefix_width() const {
  std::size_t width = 0;
  for (auto const& container : containers_) width += width_of(container.first);
  return width;
}

void TextSink::write_line(std::string_view line) {
  auto whole = prefix();
  whole += line;
  while (!whole.empty() && whole.back() == ' ') whole.pop_back();
  out_ += whole;
  out_ += '\n';
}

// A blank line between blocks, quoted as deep as both sides are.
void TextSink::separate() {
  if (!wants_blank_line_) return;
  wants_blank_line_ = false;
  std::string line;
  for (auto const& container : containers_) {
    if (container.first != container.rest) break;  // a new item begins: its marker is not due yet
    line += container.rest;
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  out_ += line;
  out_ += '\n';
}

void TextSink::wrap_line(std::string_view line) {
  std::string current;
  for (auto word : split(line, ' ')) {
    if (word.empty()) continue;
    auto room = options_.width - std::min(options_.width, prefix_width());
    if (!current.empty() && width_of(current) + 1 + width_of(word) > room)
      write_line(std::exchange(current, {}));
    if (!current.empty()) current += ' ';
    current += word;
  }
  write_line(current);
}

void TextSink::flush(Wrap wrap) {
  auto block = std::exchange(block_, {});
  link_begins_.clear();
  if (!block.empty() && block.back() == '\n') block.pop_back();
  if (block.empty()) return;
  separate();
  for (auto line : split(block, '\n')) {
    if (wrap == Wrap::yes && options_.width > 0)
      wrap_line(line);
    else
      write_line(line);
  }
  wants_blank_line_ = lists_.empty() || !lists_.back().is_tight;
}

void TextSink::enter_block(MD_BLOCKTYPE type, void* detail) {
  switch (type) {
    case MD_BLOCK_QUOTE:
      flush(Wrap::yes);
      separate();  // the blank line stands outside the quote
      containers_.push_back({"> ", "> "});
      break;
    case MD_BLOCK_UL:
      flush(Wrap::yes);  // the text of a tight item before a list inside it
      lists_.push_back({.is_tight = static_cast<MD_BLOCK_UL_DETAIL*>(detail)->is_tight != 0});
      break;
    case MD_BLOCK_OL: {
      flush(Wrap::yes);
      auto const& list = *static_cast<MD_BLOCK_OL_DETAIL*>(detail);
      lists_.push_back({.is_tight = list.is_tight != 0, .is_numbered = true, .next = list.start});
      break;
    }
    case MD_BLOCK_LI: {
      auto& list = lists_.back();
      auto marker = list.is_numbered ? std::to_string(list.next++) + ". " : std::string("- ");
      containers_.push_back({marker, std::string(marker.size(), ' ')});
      break;
    }
    case MD_BLOCK_HR:
      flush(Wrap::yes);
      block_ = "----";
      flush(Wrap::no);
      break;
    case MD_BLOCK_CODE:
      flush(Wrap::yes);
      containers_.push_back({"    ", "    "});
      break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
      if (!block_.empty() && block_.back() != '\n') block_ += " | ";
      break;
    case MD_BLOCK_H:
    case MD_BLOCK_P:
    case MD_BLOCK_TABLE:
      flush(Wrap::yes);
      break;
    default:
      break;
  }
}

void TextSink::leave_block(MD_BLOCKTYPE type, void* detail) {
  switch (type) {
    case MD_BLOCK_QUOTE:
      containers_.pop_back();
      wants_blank_line_ = true;
      break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
      lists_.pop_back();
      wants_blank_line_ = lists_.empty() || !lists_.back().is_tight;
      break;
    case MD_BLOCK_LI:
      flush(Wrap::yes);
      // An empty item still shows its marker.
      if (containers_.back().first != containers_.back().rest) write_line("");
      containers_.pop_back();
      break;
    case MD_BLOCK_H: {
      auto level = static_cast<MD_BLOCK_H_DETAIL*>(detail)->level;
      std::ranges::replace(block_, '\n', ' ');
      auto line = std::string(std::min<std::size_t>(width_of(block_), 72), level == 1 ? '=' : '-');
      if (!block_.empty()) block_ += "\n" + line;
      flush(Wrap::no);
      wants_blank_line_ = true;
      break;
    }
    case MD_BLOCK_CODE:
      flush(Wrap::no);
      containers_.pop_back();
      break;
    case MD_BLOCK_P:
      flush(Wrap::yes);
      break;
    case MD_BLOCK_TR:
      block_ += '\n';
      break;
    case MD_BLOCK_TABLE:
      flush(Wrap::no);
      wants_blank_line_ = true;
      break;
    case MD_BLOCK_DOC:
      flush(Wrap::yes);
      break;
    default:
      break;
  }
}

void TextSink::enter_span(MD_SPANTYPE type, void*) {
  if (type == MD_SPAN_A) link_begins_.push_back(block_.size());
}

// "text (address)", or the address alone if that is what the text says. Every address is shown,
// also those that a page would not link: here it is only text.
void TextSink::leave_span(MD_SPANTYPE type, void* detail) {
  if (type != MD_SPAN_A || link_begins_.empty()) return;
  auto address = attribute_text(static_cast<MD_SPAN_A_DETAIL*>(detail)->href);
  auto shown = std::string_view(block_).substr(link_begins_.back());
  link_begins_.pop_back();
  if (address.empty() || shown == address || "mailto:" + std::string(shown) == address) return;
  block_ += " (" + clean_text(address) + ")";
}

void TextSink::text(MD_TEXTTYPE type, std::string_view text) {
  if (type == MD_TEXT_BR)
    block_ += '\n';
  else if (type == MD_TEXT_SOFTBR)
    block_ += options_.width > 0 ? ' ' : '\n';
  else
    block_ += text;
}

}  // namespace

std::string markdown_to_text(std::string_view markdown, PlainOptions const& options) {
  TextSink sink(options);
  if (!parse_markdown(markdown, options.bytes_max, sink)) return clean_text(markdown);
  return sink.finish();
}

}  // namespace tocsin::markup
