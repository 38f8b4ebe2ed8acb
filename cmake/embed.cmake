# Turns a file into C++ source: cmake -DFROM=file -DTO=source.cc -DSYMBOL=name -DNAMESPACE=ns -P embed.cmake
# The source defines `extern std::string_view const SYMBOL` in NAMESPACE; the bytes are those of the file.
file(READ ${FROM} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${TO} "// Made from ${FROM} by cmake/embed.cmake.
#include <string_view>
namespace ${NAMESPACE} {
extern std::string_view const ${SYMBOL};
static unsigned char const ${SYMBOL}_bytes[] = {${bytes}0};
std::string_view const ${SYMBOL}{reinterpret_cast<char const*>(${SYMBOL}_bytes), sizeof ${SYMBOL}_bytes - 1};
}
")
