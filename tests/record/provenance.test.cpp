#include <doctest/doctest.h>

#include <cstdint>

#include "containers.hpp"
#include "probe.hpp"
#include "record/video.hpp"
#include "version.hpp"

using namespace coalesce;
using test::bytes_of;
using test::checksum;
using test::Folder;
using test::probe;

TEST_CASE("the program knows its version and the commit it was built from") {
    CHECK(program_version() == COALESCE_VERSION);
    const std::string commit(program_commit());
    const bool known = commit != "unknown";
    if (known) CHECK(commit.substr(0, 12).find_first_not_of("0123456789abcdef") == std::string::npos);
    if (known) CHECK((commit.size() == 12 || commit.substr(12) == "+changes"));
    CHECK(program_name_and_version() == "Coalesce " COALESCE_VERSION " (commit " + commit + ")");
}

TEST_CASE("pictures and films carry the program's version and commit") {
    const Folder folder;
    Image image(64, 64);
    for (std::size_t k = 3; k < image.rgba.size(); k += 4) image.rgba[k] = 255;  // our PNG files are opaque
    write_png(image, folder / "a.png");
    const std::string png = bytes_of(folder / "a.png");
    // The chunk follows the header: length, name, keyword, zero, text.
    const std::string text = std::string("tEXtSoftware") + '\0' + program_name_and_version();
    CHECK(png.find(text) == 33 + 4);
    CHECK(static_cast<unsigned char>(png[36]) == text.size() - 4);
    std::uint32_t found = 0;
    for (std::size_t k = 0; k < 4; ++k) found = found << 8 | static_cast<unsigned char>(png.at(37 + text.size() + k));
    CHECK(found == checksum(text));
    CHECK(read_png(folder / "a.png").rgba == image.rgba);
    for (const char* name : {"a.mp4", "a.webm"}) {
        CAPTURE(name);
        VideoWriter writer(folder / name, 64, 64, 10);
        for (int k = 0; k < 5; ++k) writer.write(image);
        writer.finish();
        CHECK(probe(folder / name).comment == program_name_and_version());
    }
}
