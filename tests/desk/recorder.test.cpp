#include "desk/recorder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace coalesce;

TEST_CASE("a time left is told in the unit that one would count it in") {
    CHECK(duration_text(0) == "0 s");
    CHECK(duration_text(11.2) == "12 s");
    CHECK(duration_text(89) == "89 s");
    CHECK(duration_text(125) == "2 min");
    CHECK(duration_text(80 * 60) == "80 min");
    CHECK(duration_text(4800 + 1200) == "1 h 40 min");
}

TEST_CASE("a film of a laboratory is made by the command that a user would type") {
    lab::LabFilm film{.lab = "equiangular", .set = {"n=64", "beta=3"}, .theme = Theme::dark, .film = {}};
    film.film = {.path = "o.mp4", .width = 640, .height = 360, .fps = 25, .seconds = 4, .from = 0.5, .until = 2};
    const std::vector<std::string> words = lab_film_arguments(film);
    const auto value_of = [&](const std::string& option) {
        const auto at = std::find(words.begin(), words.end(), option);
        return at == words.end() ? std::string() : *(at + 1);
    };
    CHECK(words[0] == "lab");
    CHECK(words[1] == "equiangular");
    CHECK(value_of("--film") == "o.mp4");
    CHECK(value_of("--size") == "640x360");
    CHECK(value_of("--from") == "0.5");
    CHECK(value_of("--to") == "2");
    CHECK(value_of("--theme") == "dark");
    CHECK(value_of("--set") == "n=64");
    CHECK(value_of("--axis").empty());
    CHECK(std::count(words.begin(), words.end(), "--set") == 2);
}
