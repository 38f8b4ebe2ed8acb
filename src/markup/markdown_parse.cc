// md4c's C callbacks turned into calls of a MarkdownSink.
#include "markup/markdown_parse.h"

#include "base/limits.h"
#include "base/text.h"
#include "markup/entities.h"
#include "markup/utf8_scan.h"

namespace tocsin::markup {

namespace {

// Negative, because md4c 0.4.8 hands on only negative codes of a callback: a positive one leaves
// the block in the middle, and the rest is parsed as if nothing had happened.
constexpr int kTooDeep = -2;

struct Walk {
  MarkdownSink& sink;
  std::size_t depth = 0;
};

Walk& walk_of(void* user) { return *static_cast<Walk*>(user); }

int enter_block(MD_BLOCKTYPE type, void* detail, void* user) {
  auto& walk = walk_of(user);
  if (++walk.depth > markdown_nesting_max) return kTooDeep;
  walk.sink.enter_block(type, detail);
  return 0;
}

int leave_block(MD_BLOCKTYPE type, void* detail, void* user) {
  --walk_of(user).depth;
  walk_of(user).sink.leave_block(type, detail);
  return 0;
}

int enter_span(MD_SPANTYPE type, void* detail, void* user) {
  auto& walk = walk_of(user);
  if (++walk.depth > markdown_nesting_max) return kTooDeep;
  walk.sink.enter_span(type, detail);
  return 0;
}

int leave_span(MD_SPANTYPE type, void* detail, void* user) {
  --walk_of(user).depth;
  walk_of(user).sink.leave_span(type, detail);
  return 0;
}

int text(MD_TEXTTYPE type, MD_CHAR const* bytes, MD_SIZE size, void* user) {
  auto& sink = walk_of(user).sink;
  auto plain = std::string_view(bytes, size);
  if (type == MD_TEXT_NULLCHAR)
    sink.text(MD_TEXT_NORMAL, kReplacementCharacter);
  else if (type == MD_TEXT_ENTITY)
    sink.text(MD_TEXT_NORMAL, decode_entity(plain));
  else
    sink.text(type, plain);
  return 0;
}

}  // namespace

Status parse_markdown(std::string_view markdown, std::size_t bytes_max, MarkdownSink& sink) {
  if (markdown.size() > bytes_max)
    return fail(ErrorCode::limit_exceeded, "the text is longer than " + std::to_string(bytes_max) +
                                               " bytes; shorten it or attach a file");
  if (!is_utf8(markdown)) return fail(ErrorCode::invalid_input, "the text is not UTF-8");
  MD_PARSER const parser = {.abi_version = 0,
                            .flags = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH,
                            .enter_block = enter_block,
                            .leave_block = leave_block,
                            .enter_span = enter_span,
                            .leave_span = leave_span,
                            .text = text,
                            .debug_log = nullptr,
                            .syntax = nullptr};
  auto walk = Walk{sink};
  auto code = md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &walk);
  if (code == kTooDeep)
    return fail(ErrorCode::limit_exceeded, "the text is nested deeper than " +
                                               std::to_string(markdown_nesting_max) + " levels");
  if (code != 0)
    return fail(ErrorCode::unavailable, "the text cannot be read now",
                "md_parse gave " + std::to_string(code));
  return {};
}

std::string attribute_text(MD_ATTRIBUTE const& attribute) {
  std::string out;
  for (std::size_t i = 0; attribute.size != 0 && attribute.substr_offsets[i] < attribute.size;
       ++i) {
    auto begin = attribute.substr_offsets[i];
    auto part = std::string_view(attribute.text + begin, attribute.substr_offsets[i + 1] - begin);
    switch (attribute.substr_types[i]) {
      case MD_TEXT_ENTITY:
        out += decode_entity(part);
        break;
      case MD_TEXT_NULLCHAR:
        out += kReplacementCharacter;
        break;
      default:
        out += part;
    }
  }
  return out;
}

}  // namespace tocsin::markup
