# tocsin_embed_schema(): the migrations of src/store/schema become constants of the binary (store/schema.h), so
# that the executable alone can bring any older database up to date.
function(tocsin_embed_schema)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/store/schema/*.sql)
  list(SORT files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  set(rows "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} text)
    string(REGEX MATCH "^[0-9]+" number ${name})
    string(REGEX REPLACE "^0+" "" number ${number})
    string(APPEND rows "    {${number}, \"${name}\", R\"schema(${text})schema\"},\n")
  endforeach()
  set(out ${CMAKE_BINARY_DIR}/generated/schema.cc)
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT
"// Made by cmake/embed_schema.cmake from src/store/schema. See store/schema.h.
#include \"store/schema.h\"

namespace tocsin::store {
namespace {
constexpr Migration kMigrations[] = {
@rows@};
}  // namespace
std::span<Migration const> migrations() { return kMigrations; }
}  // namespace tocsin::store
")
  target_sources(tocsin_store PRIVATE ${out})
endfunction()
tocsin_embed_schema()
