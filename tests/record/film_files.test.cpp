#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <numeric>
#include <optional>

#include "coalesce/model/error.hpp"
#include "containers.hpp"
#include "probe.hpp"
#include "record/mp4_index.hpp"
#include "record/video.hpp"
#include "version.hpp"

using namespace coalesce;
using test::boxes_of;
using test::bytes_of;
using test::find_box;
using test::Folder;
using test::gif_times;
using test::header_seconds;
using test::probe;
using test::Probe;

namespace {

constexpr int width = 64, height = 48;

/// Draws a bar at a place that encodes the frame's index.
Image picture(int index) {
    Image image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 4; ++c)
                image.pixel(x, y)[c] = static_cast<std::uint8_t>(c == 3 || x < 4 + index % 56 ? 255 : 0);
    return image;
}

void write_film(const std::string& path, int fps, int frames, const VideoOptions& options = {}) {
    VideoWriter writer(path, width, height, fps, options);
    for (int i = 0; i < frames; ++i) writer.write(picture(i));
    writer.finish();
}

std::size_t files_in(const Folder& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder.path), std::filesystem::directory_iterator{}));
}

void store(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("a finished MP4 has one index before its frames, and headers that tell its length") {
    const Folder folder;
    for (const auto& [fps, frames] : {std::pair{30, 100}, {7, 30}, {240, 500}, {30, 1}}) {
        CAPTURE(fps);
        CAPTURE(frames);
        const std::string path = folder / "a.mp4";
        write_film(path, fps, frames);
        const auto boxes = boxes_of(path);
        REQUIRE(find_box(boxes, "moov") >= 0);
        CHECK(find_box(boxes, "moov") < find_box(boxes, "mdat"));
        CHECK(find_box(boxes, "moof") == -1);
        CHECK(find_box(boxes, "moov/mvex") == -1);
        CHECK(find_box(boxes, "moov/trak/edts/elst") == -1);  // the first frame is at 0 by itself
        const double seconds = static_cast<double>(frames) / fps;
        // Both headers count in the stream's own units, of which a frame has a whole number.
        for (const char* header : {"moov/mvhd", "moov/trak/mdia/mdhd"})
            CHECK(header_seconds(boxes[static_cast<std::size_t>(find_box(boxes, header))]) ==
                  doctest::Approx(seconds).epsilon(1e-9));
        const Probe film = probe(path);
        CHECK(film.start == 0);
        CHECK(film.duration == doctest::Approx(seconds).epsilon(1e-5));
        REQUIRE(film.times.size() == static_cast<std::size_t>(frames));
        for (std::size_t k = 0; k < film.times.size(); ++k)
            CHECK(film.times[k] == doctest::Approx(static_cast<double>(k) / fps).epsilon(1e-9));
        std::filesystem::remove(path);
    }
    CHECK(files_in(folder) == 0);
}

TEST_CASE("players can seek in an MP4 and in a WebM, and read where they end") {
    const Folder folder;
    for (const char* name : {"a.mp4", "a.webm"}) {
        CAPTURE(name);
        write_film(folder / name, 10, 200);
        const Probe all = probe(folder / name);
        CHECK(all.start == 0);
        CHECK(all.duration == doctest::Approx(20).epsilon(1e-3));  // WebM counts milliseconds
        CHECK(all.frames.size() == 200);
        // Key frames are two seconds apart.
        const Probe late = probe(folder / name, 15.5);
        REQUIRE(late.frames.size() > 0);
        CHECK(late.times.front() <= 15.5);
        CHECK(late.times.front() >= 13.4);
        const auto index = static_cast<int>(std::lround(10 * late.times.front()));
        CHECK(image_difference(late.frames.front(), picture(index)) < 0.02);
    }
}

TEST_CASE("while it is recorded an MP4 starts at 0 as well") {
    const Folder folder;
    VideoWriter writer(folder / "a.mp4", width, height, 20);
    for (int i = 0; i < 200; ++i) writer.write(picture(i));
    // A kill would leave the file in its present state.
    std::filesystem::copy_file(folder / "a.mp4", folder / "killed.mp4");
    const Probe killed = probe(folder / "killed.mp4");
    REQUIRE(killed.times.size() >= 80);
    CHECK(killed.times.front() == 0);
    CHECK(find_box(boxes_of(folder / "killed.mp4"), "moof") >= 0);
}

TEST_CASE("the delays of a GIF add up to its length, and none is one that browsers stretch") {
    const Folder folder;
    for (const auto& [fps, frames] :
         {std::pair{30, 90}, {30, 91}, {24, 50}, {7, 20}, {50, 75}, {49, 60}, {1, 2}, {13, 1}}) {
        CAPTURE(fps);
        CAPTURE(frames);
        write_film(folder / "a.gif", fps, frames);
        const auto delays = gif_times(folder / "a.gif").delays;
        REQUIRE(delays.size() == static_cast<std::size_t>(frames));
        // The total is the length rounded to a hundredth; no frame is half a hundredth or more off its time.
        CHECK(std::accumulate(delays.begin(), delays.end(), 0) == std::lround(100.0 * frames / fps));
        int sum = 0;
        for (std::size_t k = 0; k < delays.size(); ++k) {
            CHECK(std::abs(sum - 100.0 * static_cast<double>(k) / fps) <= 0.5);
            CHECK(delays[k] >= 2);
            sum += delays[k];
        }
    }
}

TEST_CASE("GIF refuses above 50 frames a second, and names the nearest rate that it can do") {
    const Folder folder;
    for (const int fps : {51, 120})
        CHECK_THROWS_WITH_AS(VideoWriter(folder / "a.gif", width, height, fps),
                             doctest::Contains("expected at most 50"), InputError);
    CHECK(files_in(folder) == 0);
    check_format("a.gif", width, height, 50);
    check_format("a.mp4", width, height, 120);
}

TEST_CASE("every format names the program and its version") {
    const Folder folder;
    const std::string program = program_name_and_version();
    for (const char* name : {"a.mp4", "a.webm", "a.gif", "a.png"}) {
        CAPTURE(name);
        write_film(folder / name, 10, 12);
        CHECK(bytes_of(folder / name).find(program) != std::string::npos);
    }
    CHECK(gif_times(folder / "a.gif").comment == program);
    CHECK(probe(folder / "a.gif").frames.size() == 12);
    CHECK(read_png(folder / "a.png").rgba == picture(11).rgba);
    write_film(folder / "frames/", 10, 2);
    CHECK(bytes_of(folder / "frames/frame-000001.png").find(program) != std::string::npos);
}

TEST_CASE("an older film stays until the new one is complete") {
    const Folder folder;
    for (const char* name : {"a.mp4", "a.webm", "a.gif", "a.png"}) {
        CAPTURE(name);
        store(folder / name, "older");
        std::optional<VideoWriter> writer(std::in_place, folder / name, width, height, 10);
        for (int i = 0; i < 5; ++i) writer->write(picture(i));
        CHECK(bytes_of(folder / name) == "older");
        writer.reset();  // five frames are not a fragment of MP4
        CHECK(bytes_of(folder / name) == "older");
        for (const char* kept : {"a.cut-short.webm", "a.cut-short.gif"}) std::filesystem::remove(folder / kept);
        CHECK(files_in(folder) == 1);
        write_film(folder / name, 10, 5);
        CHECK(bytes_of(folder / name) != "older");
        CHECK(files_in(folder) == 1);
        std::filesystem::remove(folder / name);
    }
}

TEST_CASE("an MP4 cut short is kept, with an index: under its name, or beside an older film") {
    const Folder folder;
    const auto cut_short = [&] {
        VideoWriter writer(folder / "a.mp4", width, height, 20);
        for (int i = 0; i < 200; ++i) writer.write(picture(i));
        return writer.abandon().filename().string();
    };
    CHECK(cut_short() == "a.mp4");
    store(folder / "a.mp4", "older");
    const auto mine = std::filesystem::perms(0600);
    std::filesystem::permissions(folder / "a.mp4", mine);
    CHECK(cut_short() == "a.cut-short.mp4");
    CHECK(cut_short() == "a.cut-short-2.mp4");
    CHECK(bytes_of(folder / "a.mp4") == "older");
    CHECK(files_in(folder) == 3);
    for (const char* name : {"a.cut-short.mp4", "a.cut-short-2.mp4"}) {
        CHECK(find_box(boxes_of(folder / name), "moof") == -1);
        CHECK(probe(folder / name).frames.size() >= 80);
        CHECK(std::filesystem::status(folder / name).permissions() == mine);
    }
}

TEST_CASE("a WebM and a GIF cut short are kept whole: under their names, or beside an older film") {
    for (const std::string ending : {".webm", ".gif"}) {
        CAPTURE(ending);
        const Folder folder;
        const std::string name = folder / ("a" + ending).c_str(), kept = folder / ("a.cut-short" + ending).c_str();
        const auto cut_short = [&](int frames) {
            VideoWriter writer(name, width, height, 20, {.comment = "mine"});
            for (int i = 0; i < frames; ++i) writer.write(picture(i));
            return writer.abandon().string();
        };
        CHECK(cut_short(0).empty());
        CHECK(files_in(folder) == 0);
        CHECK(cut_short(50) == name);
        CHECK(probe(name).frames.size() == 50);
        if (ending == ".webm") CHECK(probe(name).duration == doctest::Approx(2.5).epsilon(1e-3));
        if (ending == ".gif") CHECK(gif_times(name).comment == "mine");
        store(name, "older");
        const auto mine = std::filesystem::perms(0600);
        std::filesystem::permissions(name, mine);
        CHECK(cut_short(0).empty());
        CHECK(cut_short(1) == kept);
        CHECK(probe(kept).frames.size() == 1);
        CHECK(std::filesystem::status(kept).permissions() == mine);
        CHECK(bytes_of(name) == "older");
        CHECK(files_in(folder) == 2);
    }
}

TEST_CASE("while they are recorded WebM and GIF play as far as they are written") {
    const Folder folder;
    for (const std::string ending : {".webm", ".gif"}) {
        CAPTURE(ending);
        VideoWriter writer(folder / ("a" + ending).c_str(), width, height, 20);
        for (int i = 0; i < 200; ++i) writer.write(picture(i));
        // A kill would leave the file in its present state.
        std::filesystem::copy_file(folder / ("a" + ending).c_str(), folder / ("killed" + ending).c_str());
        const Probe killed = probe(folder / ("killed" + ending).c_str());
        REQUIRE(killed.frames.size() >= 80);
        CHECK(image_difference(killed.frames[70], picture(70)) < 0.02);
    }
}

TEST_CASE("where an MP4 cannot be given its index, all its frames are kept without one") {
    const Folder folder;
    for (const bool older : {false, true}) {
        CAPTURE(older);
        if (older) store(folder / "a.mp4", "older");
        CHECK_THROWS_WITH_AS(write_film(folder / "a.mp4", 20, 100, {[] { return true; }}),
                             doctest::Contains("cannot be given an index: stopped; it has all frames"), RunError);
        CHECK(probe(folder / "a.mp4").frames.size() == 100);
        CHECK(files_in(folder) == 1);
        std::filesystem::remove(folder / "a.mp4");
    }
}

TEST_CASE("a full disk while the index is written is told in the system's words") {
    const Folder folder;
    write_film(folder / "a.mp4", 20, 100);
    CHECK_THROWS_WITH_AS(write_indexed_mp4(folder / "a.mp4", "/dev/full", "film.mp4", {}, [] { return false; }),
                         doctest::Contains("film.mp4: cannot be given an index: No space left on device"), RunError);
}

TEST_CASE("frames in a folder replace all older ones, when they are complete, and nothing else") {
    const Folder folder;
    const auto path = [&](const std::string& name) { return (folder.path / "frames" / name).string(); };
    write_film(path(""), 10, 30);
    store(path("notes.txt"), "mine");
    store(path("frame-1.png"), "mine");
    const std::string older = bytes_of(path("frame-000003.png"));
    const auto cut_short = [&](int frames) {
        VideoWriter writer(path(""), width, height, 10);
        for (int i = 0; i < frames; ++i) writer.write(picture(40));
        CHECK(bytes_of(path("frame-000003.png")) == older);
        return writer.abandon().filename().string();
    };
    CHECK(cut_short(0).empty());
    CHECK(cut_short(5) == "cut-short");
    CHECK(bytes_of(path("frame-000003.png")) == older);
    CHECK(read_png(path("cut-short/frame-000004.png")).rgba == picture(40).rgba);
    std::filesystem::remove_all(path("cut-short"));
    {
        VideoWriter writer(path(""), width, height, 10);
        for (int i = 0; i < 20; ++i) writer.write(picture(40));
        writer.finish();
    }
    CHECK(read_png(path("frame-000019.png")).rgba == picture(40).rgba);
    CHECK_FALSE(std::filesystem::exists(path("frame-000020.png")));
    CHECK(bytes_of(path("notes.txt")) == "mine");
    CHECK(bytes_of(path("frame-1.png")) == "mine");
    CHECK(std::distance(std::filesystem::directory_iterator(path("")), {}) == 22);
}

TEST_CASE("an MP4 and a WebM have the chapters, title and author that they were given") {
    for (const char* name : {"a.mp4", "a.webm"}) {
        CAPTURE(name);
        const Folder folder;
        VideoWriter writer(folder / name, width, height, 20, {.title = "Three phases", .author = "A. Lecturer"});
        for (int i = 0; i < 50; ++i) writer.write(picture(i));
        writer.set_chapters({{"First", 0, 20}, {"Second: β", 20, 50}});
        writer.finish();
        AVFormatContext* format = nullptr;
        REQUIRE(avformat_open_input(&format, (folder / name).c_str(), nullptr, nullptr) >= 0);
        const auto word = [](AVDictionary* from, const char* key) {
            const AVDictionaryEntry* entry = av_dict_get(from, key, nullptr, 0);
            return std::string(entry ? entry->value : "");
        };
        CHECK(word(format->metadata, "title") == "Three phases");
        CHECK(word(format->metadata, "artist") == "A. Lecturer");
        REQUIRE(format->nb_chapters == 2);
        const char* titles[] = {"First", "Second: β"};
        const double ends[] = {0, 1, 2.5};
        for (unsigned k = 0; k < 2; ++k) {
            const AVChapter& chapter = *format->chapters[k];
            CHECK(word(chapter.metadata, "title") == titles[k]);
            CHECK(static_cast<double>(chapter.start) * av_q2d(chapter.time_base) == doctest::Approx(ends[k]));
            CHECK(static_cast<double>(chapter.end) * av_q2d(chapter.time_base) == doctest::Approx(ends[k + 1]));
        }
        avformat_close_input(&format);
    }
}

TEST_CASE("a film that is given up keeps the chapters of its part") {
    const Folder folder;
    VideoWriter writer(folder / "a.mp4", width, height, 20);
    for (int i = 0; i < 100; ++i) writer.write(picture(i));
    writer.set_chapters({{"Only", 0, 60}});
    REQUIRE(writer.abandon() == folder.path / "a.mp4");
    AVFormatContext* format = nullptr;
    REQUIRE(avformat_open_input(&format, (folder / "a.mp4").c_str(), nullptr, nullptr) >= 0);
    CHECK(format->nb_chapters == 1);
    avformat_close_input(&format);
}
