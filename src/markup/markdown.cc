// The HTML renderer of Markdown: md4c's callbacks onto the typed builder.
#include "markup/markdown.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "markup/markdown_parse.h"

namespace tocsin::markup {

namespace {

// Lower-case letters, digits and single dashes of the text, at most 64 bytes: a stable id for its
// address.
std::string slug_of(std::string_view text) {
  constexpr std::size_t slug_bytes_max = 64;
  std::string slug;
  for (char c : lower_ascii(text)) {
    auto keep = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (keep)
      slug += c;
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
    if (slug.size() >= slug_bytes_max) break;
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug.empty() ? "section" : slug;
}

// The language word of a code fence, if it is a plain one.
std::string language_class(std::string_view language) {
  if (language.empty() || language.size() > 20) return {};
  for (char c : language)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-')) return {};
  return "language-" + std::string(language);
}

Attr alignment(MD_ALIGN align) {
  switch (align) {
    case MD_ALIGN_CENTER:
      return cls("align-center");
    case MD_ALIGN_RIGHT:
      return cls("align-right");
    default:
      return Attr::absent();
  }
}

class HtmlSink final : public MarkdownSink {
 public:
  HtmlSink(MarkdownOptions const& options, std::size_t bytes_expected)
      : options_(options), out_(bytes_expected + bytes_expected / 4) {}

  void enter_block(MD_BLOCKTYPE type, void* detail) override;
  void leave_block(MD_BLOCKTYPE type, void* detail) override;
  void enter_span(MD_SPANTYPE type, void* detail) override;
  void leave_span(MD_SPANTYPE type, void* detail) override;
  void text(MD_TEXTTYPE type, std::string_view text) override;

  MarkdownDocument finish() {
    document_.html = out_.finish();
    return std::move(document_);
  }

 private:
  void enter_link(MD_SPAN_A_DETAIL const& link);
  void enter_image();
  void leave_image(MD_SPAN_IMG_DETAIL const& image);
  void leave_heading(unsigned level);
  std::optional<Url> allowed(std::string const& address);
  std::string unique_id(std::string const& slug);
  void open_heading(int level, Attr const& id_attribute);
  void close_heading(int level);

  MarkdownOptions const& options_;
  MarkdownDocument document_;
  HtmlWriter out_;
  HtmlWriter around_heading_;  // what was written before the heading that is being collected
  std::string heading_text_;
  std::string image_alt_;
  std::size_t image_depth_ = 0;  // images nest in the alternative text of images
  bool in_heading_ = false;
  std::vector<bool> link_is_open_;
  std::map<std::string, int> ids_;  // how often each was wanted
};

std::optional<Url> HtmlSink::allowed(std::string const& address) {
  auto url = options_.trust == Trust::site ? Url::any(address) : Url::external(address);
  if (url)
    document_.links.push_back(url->str());
  else
    document_.refused_links.push_back(address);
  return url;
}

void HtmlSink::enter_link(MD_SPAN_A_DETAIL const& link) {
  // Inside an image only the text counts.
  if (image_depth_ > 0) return link_is_open_.push_back(false);
  auto url = allowed(attribute_text(link.href));
  link_is_open_.push_back(url.has_value());
  if (!url) return;
  auto title = attribute_text(link.title);
  out_.open("a", {href(*url), attr_when(!title.empty(), attr("title", title)),
                  attr_when(options_.trust == Trust::stranger, rel("nofollow noopener"))});
}

void HtmlSink::enter_image() {
  if (image_depth_++ == 0) image_alt_.clear();
}

void HtmlSink::leave_image(MD_SPAN_IMG_DETAIL const& image) {
  if (--image_depth_ > 0) return;
  auto address = attribute_text(image.src);
  auto local = options_.images == Images::local ? Url::parse_local(address) : std::nullopt;
  if (local) {
    out_.leaf("img", {src(*local), attr("alt", image_alt_)});
    return;
  }
  document_.refused_links.push_back(address);
  if (in_heading_) heading_text_ += image_alt_;
  out_.text(image_alt_);
}

std::string HtmlSink::unique_id(std::string const& slug) {
  // The count goes on where the last equal heading left it; otherwise many equal headings cost the
  // square.
  auto& wanted = ids_[slug];
  if (wanted++ == 0) return slug;
  auto candidate = slug + "-" + std::to_string(wanted);
  while (!ids_.try_emplace(candidate, 1).second) candidate = slug + "-" + std::to_string(++wanted);
  return candidate;
}

// Element names are literals, so a level is a choice among six.
void HtmlSink::open_heading(int level, Attr const& id_attribute) {
  switch (level) {
    case 1:
      out_.open("h1", {id_attribute});
      break;
    case 2:
      out_.open("h2", {id_attribute});
      break;
    case 3:
      out_.open("h3", {id_attribute});
      break;
    case 4:
      out_.open("h4", {id_attribute});
      break;
    case 5:
      out_.open("h5", {id_attribute});
      break;
    default:
      out_.open("h6", {id_attribute});
  }
}

void HtmlSink::close_heading(int level) {
  switch (level) {
    case 1:
      out_.close("h1");
      break;
    case 2:
      out_.close("h2");
      break;
    case 3:
      out_.close("h3");
      break;
    case 4:
      out_.close("h4");
      break;
    case 5:
      out_.close("h5");
      break;
    default:
      out_.close("h6");
  }
}

// The id depends on the text, so the content was collected in a writer of its own.
void HtmlSink::leave_heading(unsigned level_written) {
  auto content = out_.finish();
  out_ = std::move(around_heading_);
  in_heading_ = false;
  auto level = std::clamp(static_cast<int>(level_written) + options_.heading_offset, 1, 6);
  auto heading = Heading{.level = level, .text = heading_text_};
  auto with_id = options_.heading_ids == HeadingIds::yes && options_.trust == Trust::site;
  if (with_id) heading.id = unique_id(slug_of(heading_text_));
  open_heading(level, attr_when(with_id, id(heading.id)));
  out_.add(content);
  if (with_id && !options_.permalink_label.empty())
    out_.text(" ").add(el("a",
                          {cls("permalink"), href(Url::local("#" + heading.id)),
                           attr("aria-label", options_.permalink_label + ": " + heading_text_)},
                          "#"));
  close_heading(level);
  out_.text("\n");
  document_.headings.push_back(std::move(heading));
}

void HtmlSink::enter_block(MD_BLOCKTYPE type, void* detail) {
  switch (type) {
    case MD_BLOCK_QUOTE:
      out_.open("blockquote").text("\n");
      break;
    case MD_BLOCK_UL:
      out_.open("ul").text("\n");
      break;
    case MD_BLOCK_OL: {
      auto start = static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start;
      out_.open("ol", {attr_when(start != 1, attr("start", start))}).text("\n");
      break;
    }
    case MD_BLOCK_LI:
      out_.open("li");
      break;
    case MD_BLOCK_HR:
      out_.leaf("hr").text("\n");
      break;
    case MD_BLOCK_H:
      around_heading_ = std::exchange(out_, HtmlWriter());
      heading_text_.clear();
      in_heading_ = true;
      break;
    case MD_BLOCK_CODE: {
      auto language =
          language_class(attribute_text(static_cast<MD_BLOCK_CODE_DETAIL*>(detail)->lang));
      out_.open("pre").open("code", {attr_when(!language.empty(), cls(language))});
      break;
    }
    case MD_BLOCK_P:
      out_.open("p");
      break;
    // A wide table scrolls in its own box, so that the page never does.
    case MD_BLOCK_TABLE:
      out_.open("div", {cls("table-wrap")}).open("table").text("\n");
      break;
    case MD_BLOCK_THEAD:
      out_.open("thead");
      break;
    case MD_BLOCK_TBODY:
      out_.open("tbody");
      break;
    case MD_BLOCK_TR:
      out_.open("tr");
      break;
    case MD_BLOCK_TH:
      out_.open("th",
                {attr("scope", "col"), alignment(static_cast<MD_BLOCK_TD_DETAIL*>(detail)->align)});
      break;
    case MD_BLOCK_TD:
      out_.open("td", {alignment(static_cast<MD_BLOCK_TD_DETAIL*>(detail)->align)});
      break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
      break;  // raw HTML is off
  }
}

void HtmlSink::leave_block(MD_BLOCKTYPE type, void* detail) {
  switch (type) {
    case MD_BLOCK_QUOTE:
      out_.close("blockquote").text("\n");
      break;
    case MD_BLOCK_UL:
      out_.close("ul").text("\n");
      break;
    case MD_BLOCK_OL:
      out_.close("ol").text("\n");
      break;
    case MD_BLOCK_LI:
      out_.close("li").text("\n");
      break;
    case MD_BLOCK_H:
      leave_heading(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
      break;
    case MD_BLOCK_CODE:
      out_.close("code").close("pre").text("\n");
      break;
    case MD_BLOCK_P:
      out_.close("p").text("\n");
      break;
    case MD_BLOCK_TABLE:
      out_.close("table").close("div").text("\n");
      break;
    case MD_BLOCK_THEAD:
      out_.close("thead").text("\n");
      break;
    case MD_BLOCK_TBODY:
      out_.close("tbody").text("\n");
      break;
    case MD_BLOCK_TR:
      out_.close("tr").text("\n");
      break;
    case MD_BLOCK_TH:
      out_.close("th");
      break;
    case MD_BLOCK_TD:
      out_.close("td");
      break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HR:
    case MD_BLOCK_HTML:
      break;
  }
}

void HtmlSink::enter_span(MD_SPANTYPE type, void* detail) {
  if (type == MD_SPAN_A) return enter_link(*static_cast<MD_SPAN_A_DETAIL*>(detail));
  if (type == MD_SPAN_IMG) return enter_image();
  if (image_depth_ > 0) return;
  switch (type) {
    case MD_SPAN_EM:
      out_.open("em");
      break;
    case MD_SPAN_STRONG:
      out_.open("strong");
      break;
    case MD_SPAN_CODE:
      out_.open("code");
      break;
    case MD_SPAN_DEL:
      out_.open("del");
      break;
    default:
      break;  // the other spans belong to extensions that are off
  }
}

void HtmlSink::leave_span(MD_SPANTYPE type, void* detail) {
  if (type == MD_SPAN_A) {
    if (link_is_open_.back()) out_.close("a");
    return link_is_open_.pop_back();
  }
  if (type == MD_SPAN_IMG) return leave_image(*static_cast<MD_SPAN_IMG_DETAIL*>(detail));
  if (image_depth_ > 0) return;
  switch (type) {
    case MD_SPAN_EM:
      out_.close("em");
      break;
    case MD_SPAN_STRONG:
      out_.close("strong");
      break;
    case MD_SPAN_CODE:
      out_.close("code");
      break;
    case MD_SPAN_DEL:
      out_.close("del");
      break;
    default:
      break;
  }
}

void HtmlSink::text(MD_TEXTTYPE type, std::string_view text) {
  auto breaks = type == MD_TEXT_BR || type == MD_TEXT_SOFTBR;
  if (image_depth_ > 0) {
    image_alt_ += breaks ? std::string_view(" ") : text;
    return;
  }
  if (in_heading_) heading_text_ += breaks ? std::string_view(" ") : text;
  if (type == MD_TEXT_BR) out_.leaf("br");
  out_.text(breaks ? std::string_view("\n") : text);
}

}  // namespace

Result<MarkdownDocument> render_markdown(std::string_view markdown,
                                         MarkdownOptions const& options) {
  HtmlSink sink(options, markdown.size());
  CHECKED(parse_markdown(markdown, options.bytes_max, sink));
  return sink.finish();
}

Html markdown_or_plain(std::string_view markdown, MarkdownOptions const& options) {
  if (auto document = render_markdown(markdown, options)) return std::move(document->html);
  return el("pre", {cls("plain")}, markdown);
}

}  // namespace tocsin::markup
