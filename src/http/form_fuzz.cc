// Fuzz target: what a browser posts. The first byte chooses: u urlencoded, m multipart (the boundary is "x"), t the
// parameters of a Content-Type, anything else a file name.
//
// Property: a form that is read and written again is the same form; a multipart body is read alike in any pieces, and
//           what a part is called holds no path and no control character.
// Corpus:   tests/fuzz/corpus/form_fuzz.
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "http/form.h"
#include "http/multipart.h"

namespace {

using namespace tocsin;
using namespace tocsin::http;

void demand(bool holds) {
  if (!holds) std::abort();
}

void urlencoded(std::string_view body) {
  auto const form = parse_urlencoded(body);
  if (!form) return demand(!form.error().message.empty());
  demand(form->fields().size() <= form_fields_max);
  for (auto const& field : form->fields()) {
    demand(!field.name.empty() && is_utf8(field.name) && is_utf8(field.value));
    demand(field.name.find('\0') == std::string::npos && field.value.find('\0') == std::string::npos);
    demand(form->has(field.name) && !form->all(field.name).empty());
    demand(form->one(field.name).has_value() == (form->all(field.name).size() == 1));
  }
  auto const text = write_urlencoded(*form);
  auto const again = parse_urlencoded(text, {.bytes_max = text.size() + 1});
  demand(again.has_value() && again->fields().size() == form->fields().size());
  for (std::size_t i = 0; i < form->fields().size(); ++i)
    demand(again->fields()[i].name == form->fields()[i].name && again->fields()[i].value == form->fields()[i].value);
}

// Every call as text; the data of a part is joined.
struct Recorder final : PartSink {
  std::string text;
  bool open = false;
  Status begin_part(PartHead const& head) override {
    demand(!open && !head.name.empty() && is_utf8(head.name) && head.content_type.size() <= 255);
    if (!head.file_name.empty()) {
      demand(head.file_name.find_first_of("/\\") == std::string::npos && head.file_name != "." && head.file_name != "..");
      for (unsigned char c : head.file_name) demand(c >= 0x20 && c != 0x7f);
    }
    open = true;
    text += "[" + head.name + "|" + head.file_name + "|" + head.content_type + "|";
    return {};
  }
  Status part_data(std::string_view bytes) override {
    demand(open && !bytes.empty());
    text += bytes;
    return {};
  }
  Status end_part() override {
    demand(open);
    open = false;
    text += "]";
    return {};
  }
};

std::string multipart(std::string_view body, std::size_t piece) {
  auto parser = MultipartParser::make("x");
  demand(parser.has_value());
  Recorder sink;
  for (std::size_t at = 0; at < body.size(); at += piece) {
    auto const status = parser->push(body.substr(at, piece), sink);
    // What came of the open part before the error depends on the pieces; that it is refused does not.
    if (!status) return sink.text.substr(0, sink.open ? sink.text.rfind('[') : sink.text.npos) + "refused " + describe(status.error().code).word;
  }
  demand(!parser->finish() || !sink.open);
  return sink.text + (parser->finish() ? " whole" : " cut");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  auto const input = std::string_view(reinterpret_cast<char const*>(data), size).substr(1);
  switch (data[0]) {
    case 'u':
      urlencoded(input);
      break;
    case 'm': {
      auto const whole = multipart(input, input.size() + 1);
      for (std::size_t piece : {1, 2, 3, 7, 64}) demand(multipart(input, piece) == whole);
      break;
    }
    case 't': {
      auto const boundary = media_parameter(input, "boundary");
      if (boundary) (void)MultipartParser::make(*boundary);
      demand(media_type(input) == lower_ascii(media_type(input)));
      break;
    }
    default: {
      auto const name = clean_file_name(input);
      demand(!name.empty() && name.size() <= 200 && name.find_first_of("/\\") == std::string::npos);
      demand(clean_file_name(name) == name);
    }
  }
  return 0;
}
