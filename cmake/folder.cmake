# tocsin_folder(NAME [DEPS folder...] [LIBS library...])
# src/NAME/*.cc except *_test.cc, *_fuzz.cc, *_bench.cc and main.cc become library tocsin_NAME;
# src/NAME/*_test.cc become the test binary NAME_test, registered with ctest.
function(tocsin_folder name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc ${CMAKE_SOURCE_DIR}/src/${name}/*/*.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "(_test|_fuzz|_bench)\\.cc$")
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  # src/NAME/assets/x.css becomes std::string_view tocsin::NAME::asset_x_css.
  file(GLOB assets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/assets/*)
  foreach(asset IN LISTS assets)
    get_filename_component(file ${asset} NAME)
    string(REGEX REPLACE "[^a-z0-9]" "_" symbol asset_${file})
    set(source ${CMAKE_BINARY_DIR}/assets/${name}_${symbol}.cc)
    add_custom_command(OUTPUT ${source} DEPENDS ${asset} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
      COMMAND ${CMAKE_COMMAND} -DFROM=${asset} -DTO=${source} -DSYMBOL=${symbol} -DNAMESPACE=tocsin::${name}
              -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
    list(APPEND sources ${source})
  endforeach()
  list(TRANSFORM ARG_DEPS PREPEND tocsin_)
  if(sources)
    add_library(tocsin_${name} STATIC ${sources})
    target_link_libraries(tocsin_${name} PUBLIC ${ARG_DEPS} ${ARG_LIBS})
  else()
    add_library(tocsin_${name} INTERFACE)
    target_link_libraries(tocsin_${name} INTERFACE ${ARG_DEPS} ${ARG_LIBS})
  endif()
  if(tests AND TOCSIN_WITH_TESTS)
    add_executable(${name}_test ${tests})
    target_compile_definitions(${name}_test PRIVATE TOCSIN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    # What is tested is optimised as it ships; the tests themselves need not be, and build in a third of the time.
    target_compile_options(${name}_test PRIVATE -O0 -U_FORTIFY_SOURCE)
    target_link_libraries(${name}_test PRIVATE tocsin_${name} GTest::gtest GTest::gmock GTest::gtest_main)
    add_test(NAME ${name}_test COMMAND ${name}_test)
  endif()
endfunction()

# tocsin_ship(FOLDER FILES pattern...): the files become kShippedFiles of tocsin::FOLDER (src/FOLDER/shipped_files.h),
# under their path from the root of the source.
function(tocsin_ship name)
  cmake_parse_arguments(ARG "" "" "FILES" ${ARGN})
  list(TRANSFORM ARG_FILES PREPEND ${CMAKE_SOURCE_DIR}/)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${ARG_FILES})
  set(declarations "")
  set(rows "")
  foreach(file IN LISTS files)
    string(REGEX REPLACE "[^a-z0-9]" "_" symbol shipped_${file})
    set(source ${CMAKE_BINARY_DIR}/assets/${name}_${symbol}.cc)
    add_custom_command(OUTPUT ${source} DEPENDS ${CMAKE_SOURCE_DIR}/${file} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
      COMMAND ${CMAKE_COMMAND} -DFROM=${CMAKE_SOURCE_DIR}/${file} -DTO=${source} -DSYMBOL=${symbol}
              -DNAMESPACE=tocsin::${name} -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
    target_sources(tocsin_${name} PRIVATE ${source})
    string(APPEND declarations "extern std::string_view const ${symbol};\n")
    string(APPEND rows "      {\"${file}\", ${symbol}},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/assets/${name}_shipped_files.cc @ONLY CONTENT
"// Made by tocsin_ship in cmake/folder.cmake.
#include \"${name}/shipped_files.h\"
namespace tocsin::${name} {
${declarations}
std::vector<ShippedFile> shipped_files() {
  return {
${rows}  };
}
}
")
  target_sources(tocsin_${name} PRIVATE ${CMAKE_BINARY_DIR}/assets/${name}_shipped_files.cc)
endfunction()
