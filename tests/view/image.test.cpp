#include "view/image.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "coalesce/model/error.hpp"
#include "embedded.hpp"

using namespace coalesce;

namespace {

/// A temporary folder, removed with its contents.
struct Folder {
    std::filesystem::path path;
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "coalesce-image-XXXXXX").string();
        path = mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
};

Image pattern(int width, int height) {
    Image image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            auto* p = image.pixel(x, y);
            p[0] = static_cast<std::uint8_t>(7 * x);
            p[1] = static_cast<std::uint8_t>(11 * y);
            p[2] = static_cast<std::uint8_t>(x * y);
            p[3] = 255;
        }
    return image;
}

Image line_at(int column) {
    Image image(40, 40);
    for (int y = 0; y < 40; ++y)
        for (int k = 0; k < 3; ++k) image.pixel(column, y)[k] = 255;
    return image;
}

}  // namespace

TEST_CASE("a PNG comes back as it was written") {
    const Folder folder;
    const Image image = pattern(37, 23);
    write_png(image, folder.path / "a.png");
    const Image read = read_png(folder.path / "a.png");
    CHECK(read.width == 37);
    CHECK(read.height == 23);
    CHECK(read.rgba == image.rgba);
}

TEST_CASE("what is not a PNG is refused by name") {
    const Folder folder;
    CHECK_THROWS_AS(read_png(folder.path / "absent.png"), InputError);
    std::ofstream(folder.path / "text.png") << "no picture";
    CHECK_THROWS_WITH_AS(read_png(folder.path / "text.png"),
                         doctest::Contains("text.png: cannot be read as a PNG picture"), InputError);
    write_png(pattern(64, 64), folder.path / "cut.png");
    std::filesystem::resize_file(folder.path / "cut.png", 100);
    CHECK_THROWS_AS(read_png(folder.path / "cut.png"), InputError);
}

TEST_CASE("a PNG into a folder that is not there fails and leaves nothing") {
    const Folder folder;
    CHECK_THROWS_AS(write_png(pattern(4, 4), folder.path / "none" / "a.png"), RunError);
    CHECK_FALSE(std::filesystem::exists(folder.path / "none"));
}

TEST_CASE("image difference is a distance between 0 and 1 that forgives a pixel") {
    const Image black(40, 40), image = pattern(40, 40);
    Image white(40, 40);
    std::fill(white.rgba.begin(), white.rgba.end(), std::uint8_t{255});
    CHECK(image_difference(image, image) == 0);
    CHECK(image_difference(black, white) == 1);
    CHECK(image_difference(image, black) == image_difference(black, image));
    CHECK(image_difference(image, black) <= image_difference(image, white) + image_difference(white, black));
    // A line moved by one pixel is mostly the same line; moved by ten it is another.
    CHECK(image_difference(line_at(20), line_at(21)) < 0.55 * image_difference(line_at(20), line_at(30)));
    CHECK_THROWS_AS(image_difference(black, Image(40, 41)), InputError);
}

TEST_CASE("the window's icons are built in, with clear corners and an opaque middle") {
    for (const int size : {48, 128}) {
        const std::string name = "coalesce-" + std::to_string(size) + ".png";
        const Image icon = parse_png(embedded_file(name), name);
        CHECK(icon.width == size);
        CHECK(icon.height == size);
        CHECK(icon.pixel(0, 0)[3] == 0);
        CHECK(icon.pixel(size / 2, size / 2)[3] == 255);
    }
    CHECK_THROWS_WITH_AS(parse_png("no picture", "x"), doctest::Contains("x: cannot be read as a PNG picture"),
                         InputError);
}
