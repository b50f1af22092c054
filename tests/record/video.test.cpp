#include "record/video.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <fstream>

#include "coalesce/model/error.hpp"
#include "probe.hpp"

using namespace coalesce;
using test::Folder;
using test::probe;
using test::Probe;

namespace {

constexpr int width = 160, height = 96, fps = 20;

/// Draws a bright disc that moves to the right over a ground of three colours.
Image picture(int index) {
    Image image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const bool disc = std::hypot(x - 20 - 2 * index, y - 48) < 12;
            auto* p = image.pixel(x, y);
            p[0] = static_cast<std::uint8_t>(disc ? 240 : 30 + (y > 64 ? 120 : 0));
            p[1] = static_cast<std::uint8_t>(disc ? 200 : 60);
            p[2] = static_cast<std::uint8_t>(disc ? 90 : 110 - (y < 32 ? 80 : 0));
            p[3] = 255;
        }
    return image;
}

void write_video(const std::string& path, int frames) {
    VideoWriter writer(path, width, height, fps);
    for (int i = 0; i < frames; ++i) writer.write(picture(i));
    writer.finish();
}

double mean(const Image& image, int channel) {
    double sum = 0;
    for (std::size_t i = static_cast<std::size_t>(channel); i < image.rgba.size(); i += 4) sum += image.rgba[i];
    return sum / (width * height);
}

/// Counts files in the folder, hidden ones included.
std::size_t files_in(const Folder& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder.path), std::filesystem::directory_iterator{}));
}

}  // namespace

TEST_CASE("every video format holds all frames, their size and rate, and their colours") {
    const Folder folder;
    for (const auto& [name, codec] :
         {std::pair{"a.mp4", "h264"}, std::pair{"a.webm", "vp9"}, std::pair{"a.gif", "gif"}}) {
        const std::string shown = name;
        CAPTURE(shown);
        const std::string path = folder / name;
        write_video(path, 30);
        const Probe video = probe(path);
        REQUIRE(video.opened);
        CHECK(video.codec == codec);
        CHECK(video.width == width);
        CHECK(video.height == height);
        CHECK(video.fps == doctest::Approx(fps).epsilon(0.01));
        REQUIRE(video.frames.size() == 30);
        // Rounding to 8-bit YUV and back moves a channel by up to
        // 2, compression and dithering of a flat picture by less.
        for (int channel = 0; channel < 3; ++channel)
            CHECK(std::abs(mean(video.frames[7], channel) - mean(picture(7), channel)) < 4);
        // The disc is where frame 20 has it: frames are in order and none is a copy of another.
        CHECK(image_difference(video.frames[20], picture(20)) <
              0.25 * image_difference(picture(20), picture(26)) + 0.01);
    }
    CHECK(files_in(folder) == 3);  // no temporary file remains
}

TEST_CASE("an MP4 says that its colours are BT.709") {
    const Folder folder;
    write_video(folder / "a.mp4", 2);
    CHECK(probe(folder / "a.mp4").bt709);
}

TEST_CASE("a still is the last frame, a folder has them all") {
    const Folder folder;
    write_video(folder / "a.png", 3);
    CHECK(read_png(folder / "a.png").rgba == picture(2).rgba);
    write_video(folder / "frames/", 3);
    CHECK(read_png(folder / "frames/frame-000001.png").rgba == picture(1).rgba);
    CHECK_FALSE(std::filesystem::exists(folder / "frames/frame-000003.png"));
}

TEST_CASE("an MP4 cut short plays up to its last fragment") {
    const Folder folder;
    const std::string path = folder / "a.mp4";
    {
        VideoWriter writer(path, width, height, fps);
        for (int i = 0; i < 200; ++i) writer.write(picture(i % 50));
        // A kill would leave the file in its present state.
        std::filesystem::copy_file(path, folder / "killed.mp4");
    }
    for (const char* name : {"killed.mp4", "a.mp4"}) {
        const Probe video = probe(folder / name);
        REQUIRE(video.opened);
        // A fragment is 2 s = 40 frames; at most the last one and the encoder's delay of some 50 frames are missing.
        CHECK(video.frames.size() >= 80);
    }
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 100);
    CHECK(probe(path).frames.size() >= 40);
}

TEST_CASE("an abandoned WebM or GIF keeps its pictures, and leaves nothing where it has none") {
    const Folder folder;
    for (const char* name : {"a.webm", "a.gif"}) {
        CAPTURE(name);
        { const VideoWriter empty(folder / name, width, height, fps); }
        CHECK(files_in(folder) == 0);
        {
            VideoWriter writer(folder / name, width, height, fps);
            for (int i = 0; i < 3; ++i) writer.write(picture(i));
        }
        CHECK(probe(folder / name).frames.size() == 3);
        std::filesystem::remove(folder / name);
    }
}

TEST_CASE("a colon in the name is part of the name") {
    const Folder folder;
    write_video(folder / "beta: 30.mp4", 2);
    CHECK(probe("file:" + (folder / "beta: 30.mp4")).frames.size() == 2);
}

TEST_CASE("bad settings are refused by name before anything is written") {
    const Folder folder;
    CHECK(container_of("a.MP4") == Container::mp4);
    CHECK(container_of("out/") == Container::png_folder);
    CHECK_THROWS_WITH_AS(container_of("a.avi"), doctest::Contains("a.avi: found the ending .avi, expected .mp4"),
                         InputError);
    CHECK_THROWS_WITH_AS(container_of("film"), doctest::Contains("no ending"), InputError);
    CHECK_THROWS_WITH_AS(VideoWriter(folder / "a.mp4", 161, 96, 20), doctest::Contains("161x96, expected even numbers"),
                         InputError);
    CHECK_THROWS_AS(VideoWriter(folder / "a.mp4", 160, 8, 20), InputError);
    CHECK_THROWS_AS(VideoWriter(folder / "a.mp4", 32768, 96, 20), InputError);
    CHECK_THROWS_WITH_AS(VideoWriter(folder / "a.mp4", 160, 96, 0), doctest::Contains("found 0, expected 1 to 240"),
                         InputError);
    CHECK_THROWS_AS(VideoWriter(folder / "a.mp4", 160, 96, 241), InputError);
    CHECK(files_in(folder) == 0);
    VideoWriter odd_still(folder / "a.png", 161, 97, 20);  // a still may be odd
}

TEST_CASE("a folder that is not there fails at once, for every format") {
    const Folder folder;
    std::ofstream(folder / "file") << "x";
    for (const char* name : {"none/a.mp4", "none/a.webm", "none/a.gif", "none/a.png", "file/frames/"}) {
        CAPTURE(name);
        CHECK_THROWS_AS(VideoWriter(folder / name, width, height, fps), RunError);
    }
    CHECK(files_in(folder) == 1);
}

TEST_CASE("a frame of another size is refused") {
    const Folder folder;
    VideoWriter writer(folder / "a.mp4", width, height, fps);
    CHECK_THROWS_AS(writer.write(Image(width + 2, height)), RunError);
}

TEST_CASE("a disk that is full is told in the system's words") {
    const Folder folder;
    // A limit on file size replaces a full disk: write() fails half-way with EFBIG instead of ENOSPC.
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit old_limit{};
    getrlimit(RLIMIT_FSIZE, &old_limit);
    rlimit limit = old_limit;
    limit.rlim_cur = 4096;
    setrlimit(RLIMIT_FSIZE, &limit);
    std::string messages[3];
    const char* names[] = {"a.mp4", "a.webm", "a.gif"};
    for (int k = 0; k < 3; ++k) {
        try {
            write_video(folder / names[k], 100);
        } catch (const RunError& error) {
            messages[k] = error.what();
        }
    }
    setrlimit(RLIMIT_FSIZE, &old_limit);
    std::signal(SIGXFSZ, old_handler);
    for (int k = 0; k < 3; ++k) {
        CHECK(messages[k].find(names[k]) != std::string::npos);
        CHECK(messages[k].find("File too large") != std::string::npos);
    }
    CHECK_FALSE(std::filesystem::exists(folder / "a.webm"));
    CHECK_FALSE(std::filesystem::exists(folder / "a.gif"));
}
