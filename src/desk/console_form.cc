// Forms and fields of the console (console.h): one label around each control, so that none goes without.
#include "base/text.h"
#include "desk/console.h"
#include "desk/guard.h"

namespace tocsin::desk {

using namespace markup;

namespace {

Html labelled(Field const& field, Html const& control) {
  return el("label", {cls("field")}, el("span", field.label), control,
            when(!field.hint.empty(), [&] { return el("small", field.hint); }));
}

Html input(Field const& field, std::string_view type, Attrs more = {}) {
  Attrs attrs{attr("type", type), attr("name", field.name), attr_when(!field.value.empty(), attr("value", field.value)),
              flag_when(field.needed == Needed::yes, "required")};
  attrs.insert(attrs.end(), more.begin(), more.end());
  return labelled(field, el("input", attrs));
}

std::string_view class_of(Weight weight) {
  switch (weight) {
    case Weight::primary: return "button";
    case Weight::plain: return "button plain";
    case Weight::danger: return "button plain danger";
  }
  return "button";
}

}  // namespace

Html form_to(Visit const& visit, std::string const& path, Html const& inner, Carries carries) {
  return el("form", {attr("method", "post"), action(Url::local(path)),
                     attr_when(carries == Carries::files, attr("enctype", "multipart/form-data"))},
            hidden("token", form_token(visit.world().keyring, visit.secret)), inner);
}

Html hidden(std::string_view name, std::string_view value) {
  return el("input", {attr("type", "hidden"), attr("name", name), attr("value", value)});
}
Html nonce_field(Visit const& visit) { return hidden("nonce", to_hex(visit.world().entropy.bytes(16))); }
Html version_field(std::int64_t version) { return hidden("version", std::to_string(version)); }

Html button(std::string_view label, Weight weight) {
  return el("button", {cls(class_of(weight)), attr("type", "submit")}, label);
}
Html button_named(std::string_view label, std::string_view name, std::string_view value, Weight weight) {
  return el("button", {cls(class_of(weight)), attr("type", "submit"), attr("name", name), attr("value", value)}, label);
}

Html line_field(Field const& field) { return input(field, "text", {attr("autocomplete", "off")}); }
Html area_field(Field const& field, int rows) {
  return labelled(field, el("textarea", {attr("name", field.name), attr("rows", rows),
                                         flag_when(field.needed == Needed::yes, "required")}, field.value));
}
Html instant_field(Field const& field) { return input(field, "datetime-local"); }
Html day_field(Field const& field) { return input(field, "date"); }
Html file_field(Field const& field) { return input(field, "file", {flag("multiple")}); }

Html select_field(Field const& field, std::vector<Option> const& options) {
  return labelled(field, el("select", {attr("name", field.name), flag_when(field.needed == Needed::yes, "required")},
                            each(options, [&](Option const& option) {
                              return el("option", {attr("value", option.value), flag_when(option.value == field.value, "selected")},
                                        option.label);
                            })));
}

}  // namespace tocsin::desk
