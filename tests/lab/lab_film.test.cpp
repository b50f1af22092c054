#include "lab/lab_film.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "coalesce/model/error.hpp"
#include "lab/show.hpp"
#include "record/clip_file.hpp"
#include "record/probe.hpp"
#include "view/gl_context.hpp"

using namespace coalesce;
using test::Folder;

namespace {

lab::LabFilm small_film(const std::string& path) {
    lab::LabFilm film{.lab = "equiangular", .set = {"n=8", "beta=3", "until=4"}, .theme = Theme::dark, .film = {}};
    film.film = {.path = path, .width = 320, .height = 240, .fps = 10, .seconds = 0.5};
    return film;
}

}  // namespace

TEST_CASE("a film of a laboratory moves, is the same on every run, and carries its laboratory") {
    const HeadlessContext context;
    const Folder folder;
    for (const char* name : {"a/", "b/"}) {
        RecordingProgress progress;
        lab::film_lab(small_film(folder / name), progress);
        CHECK(progress.frames_done == 5);
    }
    const Image first = read_png(folder / "a/frame-000000.png"), last = read_png(folder / "a/frame-000004.png");
    CHECK(image_difference(first, last) > 0);
    CHECK(image_difference(last, read_png(folder / "b/frame-000004.png")) == 0);

    const auto clip = read_lab_clip(folder / "a/frame-000002.png");
    REQUIRE(clip);
    CHECK(clip->name == "equiangular");
    CHECK(clip->set == std::vector<Assignment>{"n=8", "beta=3", "until=4"});
    // The third of five frames is in the middle of [0, 4].
    CHECK(clip->place == doctest::Approx(2));
    CHECK_THROWS_WITH_AS(read_clip(folder / "a/frame-000002.png"), doctest::Contains("laboratory \"equiangular\""),
                         InputError);
}

TEST_CASE("a film of a laboratory is refused where it cannot be made, with what is expected") {
    const Folder folder;
    lab::LabFilm film = small_film(folder / "o.mp4");
    film.film.from = 5;
    CHECK_THROWS_WITH_AS(lab::validate(film), doctest::Contains("found 5, expected 0 to 4"), InputError);
    film = small_film(folder / "o.mp4");
    film.film.until = 9;
    CHECK_THROWS_WITH_AS(lab::validate(film), doctest::Contains("found 9"), InputError);
    film = small_film(folder / "o.xyz");
    CHECK_THROWS_AS(lab::validate(film), InputError);
    film = small_film(folder / "o.mp4");
    film.lab = "single-location";
    film.set = {"link=sign"};
    CHECK_THROWS_WITH_AS(lab::validate(film), doctest::Contains("nothing runs"), InputError);
    film.lab = "nowhere";
    CHECK_THROWS_WITH_AS(lab::validate(film), doctest::Contains("found nowhere"), InputError);
}

TEST_CASE("a descent that is shown goes on to its iteration, and begins anew when it is sent back") {
    const auto show = lab::make_show("single-location", {"n=60", "d=20", "L=10", "iterations=20", "risk_samples=200"});
    show->prepare([](double) {});
    const auto words_at = [&](double iteration) {
        show->go_to(iteration, [](double) {});
        std::string all;
        for (const lab::Readout& readout : show->board(Theme::dark).readouts) all += readout.text + "\n";
        return all;
    };
    const std::string five = words_at(5);
    CHECK(five.find("iteration 5:") != std::string::npos);
    CHECK(words_at(20).find("iteration 20:") != std::string::npos);
    CHECK(words_at(5) == five);
}
