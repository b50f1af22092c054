#include "record/free_name.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "probe.hpp"

using namespace coalesce;
using test::Folder;

TEST_CASE("a name that is taken gets the first free number before its ending") {
    const Folder folder;
    const std::string film = folder / "a.b.mp4", frames = folder / "frames/";
    CHECK(free_name(film) == film);
    std::ofstream(film) << "x";
    CHECK(free_name(film) == folder / "a.b-2.mp4");
    std::ofstream(folder / "a.b-2.mp4") << "x";
    CHECK(free_name(film) == folder / "a.b-3.mp4");
    CHECK(free_name(frames) == frames);
    std::filesystem::create_directory(frames);
    CHECK(free_name(frames) == folder / "frames-2/");
    // A dangling link also counts as a taken name.
    std::filesystem::create_symlink("nowhere", folder.path / "link.mp4");
    CHECK(free_name(folder / "link.mp4") == folder / "link-2.mp4");
}

TEST_CASE("a file and a folder with files would be replaced, an empty folder would not") {
    const Folder folder;
    CHECK_FALSE(would_replace(""));
    CHECK_FALSE(would_replace(folder / "a.mp4"));
    CHECK_FALSE(would_replace(folder.path));
    std::ofstream(folder / "a.mp4") << "x";
    CHECK(would_replace(folder / "a.mp4"));
    CHECK(would_replace(folder / ""));
}
