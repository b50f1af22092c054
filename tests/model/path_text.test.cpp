#include "coalesce/model/path_text.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

using namespace coalesce;

TEST_CASE("paths of UTF-8 are shown as they are, and other bytes as escapes") {
    CHECK(shown_path("/home/zoé/数据/β.json") == "/home/zoé/数据/β.json");
    CHECK(shown_path("caf\xe9/a.json") == "caf\\xe9/a.json");
    CHECK(shown_path("a\nb") == "a\\x0ab");
    CHECK(shown_path("back\\slash") == "back\\slash");
    CHECK(shown_path("caf\\xe9") == "caf\\x5cxe9");  // a name with these very characters
    CHECK(read_path("caf\\xe9") == "caf\xe9");
    CHECK(read_path("caf\\x5cxe9") == "caf\\xe9");
    CHECK(read_path("\\x") == "\\x");
}

TEST_CASE("every name of bytes comes back, and its text is text") {
    std::mt19937 random(7);
    // These bytes form escapes, overlong forms, surrogates and cut characters by chance.
    const std::string_view likely = "\\x5ce9ab\xc0\x80\xed\xa0\xe2\x82\xac\xf0\x9f\xf5\xff\n/";
    for (int trial = 0; trial < 20000; ++trial) {
        std::string bytes;
        for (std::size_t k = random() % 12; k > 0; --k)
            bytes += random() % 4 == 0 ? static_cast<char>(1 + random() % 255) : likely[random() % likely.size()];
        const std::string text = shown_path(bytes);
        REQUIRE(read_path(text) == bytes);
        REQUIRE_NOTHROW(static_cast<void>(nlohmann::json(text).dump()));  // throws if it is not UTF-8
        REQUIRE(text.find('\n') == std::string::npos);
    }
}
