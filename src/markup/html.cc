// Escaping, and the tags of the HTML writer.
#include "markup/html.h"

#include "markup/utf8_scan.h"

namespace tocsin::markup {

namespace {

std::string_view replacement_for(unsigned char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '\t':
    case '\n':
      return {};
    // A parser turns a carriage return into a newline anyway; so bytes and meaning agree.
    case '\r':
      return "\n";
    default:
      return c < 0x20 || c == 0x7f ? kReplacementCharacter : std::string_view{};
  }
}

}  // namespace

void escape_html_to(std::string& out, std::string_view text) {
  std::size_t begin = 0;  // of what is not yet copied
  std::size_t at = 0;
  auto replace = [&](std::size_t length, std::string_view with) {
    out.append(text.substr(begin, at - begin));
    out.append(with);
    at += length;
    begin = at;
  };
  while (at < text.size()) {
    auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x80) {
      auto with = replacement_for(c);
      if (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n')
        replace(2, with);
      else if (!with.empty())
        replace(1, with);
      else
        ++at;
      continue;
    }
    auto length = utf8_sequence_length(text.substr(at));
    if (length == 0)
      replace(1, kReplacementCharacter);
    else
      at += length;
  }
  out.append(text.substr(begin));
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  escape_html_to(out, text);
  return out;
}

void Attr::write_to(std::string& out) const {
  if (state_ == State::absent) return;
  out += ' ';
  out += name_;
  if (state_ == State::bare) return;
  out += "=\"";
  escape_html_to(out, value_);
  out += '"';
}

void HtmlWriter::start_tag(ElementName name, Attr const* first, std::size_t count) {
  out_ += '<';
  out_ += name.word;
  for (auto const* one = first; one != first + count; ++one) one->write_to(out_);
  out_ += '>';
}

HtmlWriter& HtmlWriter::open(ElementName name, std::initializer_list<Attr> attributes) {
  assert(name.content == Content::any && "a void element has no content: use leaf()");
  start_tag(name, attributes.begin(), attributes.size());
  open_.push_back({name.word, out_.size(), name.keep_first_newline});
  return *this;
}

HtmlWriter& HtmlWriter::open(ElementName name, Attrs const& attributes) {
  assert(name.content == Content::any && "a void element has no content: use leaf()");
  start_tag(name, attributes.data(), attributes.size());
  open_.push_back({name.word, out_.size(), name.keep_first_newline});
  return *this;
}

HtmlWriter& HtmlWriter::close(ElementName name) {
  assert(!open_.empty());
  assert(open_.back().name == name.word && "elements are closed in the order they were opened");
  auto const& element = open_.back();
  if (element.keep == KeepFirstNewline::yes && element.content_begin < out_.size() &&
      out_[element.content_begin] == '\n')
    out_.insert(element.content_begin, 1, '\n');
  open_.pop_back();
  out_ += "</";
  out_ += name.word;
  out_ += '>';
  return *this;
}

HtmlWriter& HtmlWriter::leaf(ElementName name, std::initializer_list<Attr> attributes) {
  assert(name.content == Content::none && "not a void element: use open()");
  start_tag(name, attributes.begin(), attributes.size());
  return *this;
}

HtmlWriter& HtmlWriter::leaf(ElementName name, Attrs const& attributes) {
  assert(name.content == Content::none && "not a void element: use open()");
  start_tag(name, attributes.data(), attributes.size());
  return *this;
}

HtmlWriter& HtmlWriter::text(std::string_view text) {
  escape_html_to(out_, text);
  return *this;
}

HtmlWriter& HtmlWriter::script_file(Url const& file) {
  assert(file.is_local());
  out_ += "<script defer src=\"";
  escape_html_to(out_, file.str());
  out_ += "\"></script>";
  return *this;
}

HtmlWriter& HtmlWriter::doctype() {
  assert(out_.empty());
  out_ += "<!doctype html>\n";
  return *this;
}

Html HtmlWriter::finish() {
  assert(open_.empty() && "an element is still open");
  return Html(std::move(out_));
}

}  // namespace tocsin::markup
