// The one call of md4c, shared by the HTML and the plain-text renderer.
//
// Invariants: raw HTML is off; the nesting of blocks and spans is counted here, so no renderer can
//             forget the cap. Private to this folder.
#pragma once

#include <md4c.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace tocsin::markup {

class MarkdownSink {
 public:
  virtual ~MarkdownSink() = default;
  virtual void enter_block(MD_BLOCKTYPE type, void* detail) = 0;
  virtual void leave_block(MD_BLOCKTYPE type, void* detail) = 0;
  virtual void enter_span(MD_SPANTYPE type, void* detail) = 0;
  virtual void leave_span(MD_SPANTYPE type, void* detail) = 0;
  // Character references are decoded already; a soft break comes as MD_TEXT_SOFTBR with "\n".
  virtual void text(MD_TEXTTYPE type, std::string_view text) = 0;
};

Status parse_markdown(std::string_view markdown, std::size_t bytes_max, MarkdownSink& sink);
// The text of an attribute (address, title, language) with its references decoded.
std::string attribute_text(MD_ATTRIBUTE const& attribute);

}  // namespace tocsin::markup
