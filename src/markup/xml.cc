// Escaping and tags of the XML builder.
#include "markup/xml.h"

#include "markup/utf8_scan.h"

namespace tocsin::markup::xml {

namespace {

enum class Place { content, attribute };

// XML 1.0, 2.2: Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].
// U+FFFE and U+FFFF are the only valid UTF-8 above ASCII that is not in it.
bool is_noncharacter(std::string_view sequence) {
  return sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF";
}

void write_ascii(std::string& out, char c, Place place) {
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;  // "]]>" may not stand in content
    case '"':
      out += place == Place::attribute ? "&quot;" : "\"";
      return;
    case '\t':
      out += place == Place::attribute ? "&#9;" : "\t";
      return;
    case '\n':
      out += place == Place::attribute ? "&#10;" : "\n";
      return;
    // A reader would turn a bare carriage return into a newline (2.11).
    case '\r':
      out += "&#13;";
      return;
    default:
      if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
}

void write(std::string& out, std::string_view text, Place place) {
  out.reserve(out.size() + text.size() + text.size() / 8);
  while (!text.empty()) {
    auto length = utf8_sequence_length(text);
    auto sequence = text.substr(0, length);
    if (length == 0)
      out += kReplacementCharacter;
    else if (length == 1)
      write_ascii(out, text.front(), place);
    else if (!is_noncharacter(sequence))
      out += sequence;
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

}  // namespace

void escape_to(std::string& out, std::string_view text) { write(out, text, Place::content); }
void escape_attribute_to(std::string& out, std::string_view text) {
  write(out, text, Place::attribute);
}

std::string escape(std::string_view text) {
  std::string out;
  escape_to(out, text);
  return out;
}

void Maker::open(std::string_view name, std::initializer_list<Attr> attributes) {
  auto& out = made_.bytes_;
  out += '<';
  out += name;
  for (auto const& one : attributes) {
    out += ' ';
    out += one.name;
    out += "=\"";
    escape_attribute_to(out, one.value);
    out += '"';
  }
  out += '>';
}

// An element without content is an empty-element tag: <link href="..."/>.
void Maker::close(std::string_view name) {
  auto& out = made_.bytes_;
  // The escaped text holds no '<', so "<name ...>" at the very end is our own start tag still open.
  if (out.back() == '>' && out.rfind('<') == 0) {
    out.pop_back();
    out += "/>";
    return;
  }
  out += "</";
  out += name;
  out += '>';
}

std::string document(Xml const& root) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.str() + "\n";
}

}  // namespace tocsin::markup::xml
