#include "record/clip.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <utility>

#include "coalesce/model/error.hpp"
#include "containers.hpp"
#include "probe.hpp"
#include "record/clip_file.hpp"
#include "record/video.hpp"
#include "version.hpp"

using namespace coalesce;
using test::bytes_of;
using test::Folder;

namespace {

void store(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

Image grey_picture() {
    Image image(64, 64);
    for (std::size_t k = 0; k < image.rgba.size(); ++k)
        image.rgba[k] = k % 4 == 3 ? 255 : static_cast<std::uint8_t>(k / 4 % 200);
    return image;
}

/// A scene whose keys need all that JSON has: a name beyond ASCII, quotes, large seeds and numbers without a short
/// form.
SceneDocument awkward_scene() {
    SceneDocument document;
    document.scene.name = "β = \"½\"\n\xf0\x9d\x9b\xbd";
    document.scene.tokens.seed = 9007199254740992;
    document.scene.model.beta = 0.1 + 0.2;
    document.scene.time.until = 1e300;
    document.view.yaw = -1.0 / 3;
    document.scene.tokens.law = MixtureLaw{{{0.5, {1, 0, 0}, 0.2}, {1e-300, {0, 1e-7, 1}, 3.3333333333333335}}};
    return document;
}

ClipOrigin origin_of(const SceneDocument& document, double time) {
    return {.document = document, .time = time};
}

/// The message with which a file is refused; empty if it is not.
std::string refusal(const std::string& path) {
    try {
        read_clip(path);
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

bool says(const std::string& message, const std::string& words) {
    INFO(message);
    CHECK(message.find('\n') == std::string::npos);
    return message.find(words) != std::string::npos;
}

/// A zlib stream of 1 + 258·`runs` zeros: a block of the fixed code (RFC 1951, 3.2.6) with a literal and then copies of
/// the byte before, 258 at a time.
std::string zeros(int runs) {
    std::string bits = "110";                                // the last block, of the fixed code
    bits += "00110000";                                      // literal 0
    for (int k = 0; k < runs; ++k) bits += "1100010100000";  // length 258, distance 1
    bits += "0000000";                                       // end
    std::string bytes = "\x78\x01";
    for (std::size_t k = 0; k < bits.size(); k += 8) {
        unsigned byte = 0;
        for (std::size_t j = 0; j < 8 && k + j < bits.size(); ++j) byte |= (bits[k + j] == '1' ? 1u : 0u) << j;
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

}  // namespace

TEST_CASE("metadata give back document, time and lesson, in one line of ASCII") {
    std::vector<SceneDocument> documents{awkward_scene()};
    for (const ShippedScene& scene : shipped_scenes()) documents.push_back(load_scene(scene.name));
    for (const SceneDocument& document : documents) {
        CAPTURE(document.scene.name);
        ClipOrigin origin = origin_of(document, 0.1 + 0.7);
        origin.lesson = R"({"coalesce_lesson":1,"title":"ü","steps":[]})";
        origin.step = 3;
        const std::string comment = clip_comment(origin, "a.png");
        for (const char byte : comment) REQUIRE((byte >= ' ' && byte <= '~'));
        const ClipOrigin read = parse_clip(comment, "a.png");
        CHECK(read.document == document);
        CHECK(read.time == origin.time);
        CHECK(read.edits.empty());
        CHECK_FALSE(read.yaw);
        CHECK(document_at_moment(read) == document);
        origin.yaw = -1.0 / 7;
        SceneDocument turned = document;
        turned.view.yaw = -1.0 / 7;
        CHECK(document_at_moment(parse_clip(clip_comment(origin, "a.png"), "a.png")) == turned);
        CHECK(read.lesson == R"({"coalesce_lesson":1,"title":"ü","steps":[]})");
        CHECK(read.step == 3);
        CHECK(read.program == program_name_and_version());
    }
    CHECK(parse_clip(clip_comment(origin_of({}, 0), "a.png"), "a.png", {"model.beta=7"}).document.scene.model.beta ==
          7);
}

TEST_CASE("runs beside the first one are given back with their times and edits") {
    ClipOrigin origin = origin_of(load_scene("welcome"), 3);
    origin.twins.push_back({.document = load_scene("welcome", {"model.beta=7", "model.causal=true"}), .time = 3});
    origin.twins.push_back({.document = load_scene("welcome", {"tokens.seed=12"}), .time = 2.5});
    Scene edited = origin.twins.back().document.scene;
    edited.model.beta = 1.0 / 3;
    origin.twins.back().edits.push_back({0.1 + 0.2, edited});
    origin.clock = TwinClock::phase;
    const std::string comment = clip_comment(origin, "a.png");
    const ClipOrigin read = parse_clip(comment, "a.png");
    CHECK(read.document == origin.document);
    REQUIRE(read.twins.size() == 2);
    for (std::size_t k = 0; k < 2; ++k) {
        CHECK(read.twins[k].document == origin.twins[k].document);
        CHECK(read.twins[k].time == origin.twins[k].time);
        CHECK(read.twins[k].edits == origin.twins[k].edits);
    }
    CHECK(read.clock == TwinClock::phase);
    CHECK(document_at_moment(read, read.twins[1]).scene == edited);
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string changed = comment;
        changed.replace(changed.rfind(from), from.size(), to);
        try {
            parse_clip(changed, "a.png");
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(says(with("\"clock\":\"phase\"", "\"clock\":\"noon\""), "clock: found noon, expected time or phase"));
    CHECK(says(with("\"set\":\"tokens.seed=12\"", "\"sets\":\"tokens.seed=12\""), "twins.1: found"));
    CHECK(says(with("tokens.seed=12", "tokens.seet=12"), "tokens.seet"));
    CHECK(says(with("tokens.seed=12", "view.shell=false"), "twins.1: found another view.shell"));
    CHECK(says(with("\"time\":2.5", "\"time\":-2.5"), "twins.1.time: found -2.5, expected a time of at least 0"));
}

TEST_CASE("edits of a run on its way are given back, as the keys that they changed") {
    SceneDocument document = awkward_scene();
    PointsLaw points;
    for (int k = 0; k < 1000; ++k) points.points.push_back({1, 0, k / 1000.0});
    document.scene.tokens.law = points;
    document.scene.tokens.count = 1000;
    ClipOrigin origin = origin_of(document, 3);
    Scene edited = document.scene;
    edited.model.beta = 1.0 / 3;
    origin.edits.push_back({0.1 + 0.2, edited});
    edited.model.V(0, 1) = -2.5;
    edited.time.method = Method::adaptive;
    edited.time.until = 50;
    edited.solver.precision = Precision::double_;
    origin.edits.push_back({2, edited});
    edited.model.beta = 7;
    origin.edits.push_back({3, edited});
    const std::string comment = clip_comment(origin, "a.png");
    const ClipOrigin read = parse_clip(comment, "a.png");
    CHECK(read.edits == origin.edits);
    CHECK(read.document == document);
    CHECK(document_at_moment(read).scene == edited);
    CHECK(comment.find(R"({"time":3.0,"set":{"model.beta":7}})") != std::string::npos);
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string changed = comment;
        changed.replace(changed.rfind(from), from.size(), to);
        try {
            parse_clip(changed, "a.png");
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(says(with("\"time\":3.0", "\"time\":1.0"), "edits.2.time: found 1.0, expected a time of at least 2"));
    CHECK(says(with("\"time\":3.0", "\"time\":4.0"), "edits.2.time: found 4, expected at most 3"));
    CHECK(says(with("\"model.beta\":7", "\"model.beta\":-7"), "a.png: edits.2"));
    CHECK(says(with("\"model.beta\":7", "\"model.betta\":7"), "a.png: edits.2"));
    CHECK(says(with("\"model.beta\":7", "\"tokens.seed\":7"), "edits.2: found the key tokens.seed, expected one of"));
    CHECK(says(with("\"set\":", "\"sets\":"), "edits.2: found"));
}

TEST_CASE("every format carries its metadata, which other readers find in their place") {
    const Folder folder;
    const SceneDocument document = awkward_scene();
    const std::string comment = clip_comment(origin_of(document, 2.5), folder / "a.mp4");
    const Image image = grey_picture();
    for (const char* name : {"a.mp4", "a.webm", "a.gif", "a.png"}) {
        CAPTURE(name);
        VideoWriter writer(folder / name, 64, 64, 10, {.comment = comment});
        for (int k = 0; k < 12; ++k) writer.write(image, comment);
        writer.finish();
        CHECK(is_clip(folder / name));
        const ClipOrigin read = read_clip(folder / name);
        CHECK(read.document == document);
        CHECK(read.time == 2.5);
        CHECK(load_scene_or_clip(folder / name) == document);
    }
    CHECK(test::probe(folder / "a.mp4").comment == comment);
    CHECK(test::probe(folder / "a.webm").comment == comment);
    CHECK(test::probe(folder / "a.mp4").frames.size() == 12);
    CHECK(test::gif_times(folder / "a.gif").comment == comment);
    CHECK(test::gif_times(folder / "a.gif").delays.size() == 12);
    const std::string chunk = test::png_chunk("iTXt", "Comment" + std::string(5, '\0') + comment);
    CHECK(bytes_of(folder / "a.png").find(chunk) != std::string::npos);
    CHECK(read_png(folder / "a.png").rgba == image.rgba);
    // An MP4 that is cut short carries the same.
    {
        VideoWriter writer(folder / "cut.mp4", 64, 64, 10, {.comment = comment});
        for (int k = 0; k < 200; ++k) writer.write(image);
    }
    CHECK(read_clip(folder / "cut.mp4").document == document);
}

TEST_CASE("each picture of a folder has its own metadata") {
    const Folder folder;
    VideoWriter writer(folder / "frames/", 64, 64, 10);
    const Image image = grey_picture();
    for (int k = 0; k < 3; ++k) writer.write(image, clip_comment(origin_of({}, k), folder / "frames/frame.png"));
    writer.finish();
    CHECK(read_clip(folder / "frames/frame-000000.png").time == 0);
    CHECK(read_clip(folder / "frames/frame-000002.png").time == 2);
}

TEST_CASE("other programs may store the text in another chunk, packed or not") {
    const Folder folder;
    const std::string comment = clip_comment(origin_of(awkward_scene(), 1), folder / "a.png");
    write_png(grey_picture(), folder / "a.png");
    const std::string png = bytes_of(folder / "a.png");
    // A stream of one stored block (RFC 1950, 1951), with the checksum of Adler.
    std::uint32_t a = 1, b = 0;
    for (const char byte : comment) {
        a = (a + static_cast<unsigned char>(byte)) % 65521;
        b = (b + a) % 65521;
    }
    const auto size = static_cast<std::uint16_t>(comment.size());
    const auto low_first = [](std::uint16_t n) {
        return std::string{static_cast<char>(n & 0xff), static_cast<char>(n >> 8)};
    };
    const std::string packed = "\x78\x01\x01" + low_first(size) + low_first(static_cast<std::uint16_t>(~size)) +
                               comment + test::four_bytes(b << 16 | a);
    const std::string key = std::string("Comment") + '\0';
    for (const std::string& chunk :
         {test::png_chunk("tEXt", key + comment), test::png_chunk("zTXt", key + '\0' + packed),
          test::png_chunk("iTXt", key + std::string("\1\0en\0Kommentar\0", 15) + packed)}) {
        store(folder / "b.png", std::string(png).insert(33, chunk));
        CHECK(read_clip(folder / "b.png").document == awkward_scene());
    }
    // The same behind the pixels, before the end.
    store(folder / "b.png", std::string(png).insert(png.size() - 12, test::png_chunk("tEXt", key + comment)));
    CHECK(read_clip(folder / "b.png").document == awkward_scene());
}

TEST_CASE("a picture with damaged metadata is refused in a line") {
    const Folder folder;
    const std::string path = folder / "a.png";
    write_png(grey_picture(), path, clip_comment(origin_of(awkward_scene(), 1), path));
    const std::string whole = bytes_of(path);
    const std::size_t text = whole.find("coalesce_clip");
    for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{8}, std::size_t{20}, text, text + 40}) {
        CAPTURE(size);
        store(path, whole.substr(0, size));
        CHECK(says(refusal(path), path));
    }
    CHECK(says(refusal(path), "is cut short"));
    std::string changed = whole;
    changed[text + 20] = '~';
    store(path, changed);
    CHECK(says(refusal(path), "the checksum of its chunk iTXt is wrong"));
    const std::size_t chunk = whole.find("iTXt") - 4;
    // A claim of 100 MB, in a file that ends before it and in one that does not: no such memory is taken.
    changed = whole;
    changed.replace(chunk, 4, test::four_bytes(100'000'000));
    store(path, changed);
    CHECK(says(refusal(path), "is cut short: a chunk claims 100000000 bytes"));
    std::filesystem::resize_file(path, 120'000'000);
    CHECK(says(refusal(path), "found a chunk iTXt of 100000000 bytes, expected at most"));
    write_png(grey_picture(), path);
    const std::string plain = bytes_of(path);
    const std::string key = std::string("Comment") + '\0';
    const auto with = [&](const std::string& name, const std::string& content) {
        store(path, std::string(plain).insert(33, test::png_chunk(name, key + content)));
        return refusal(path);
    };
    CHECK(says(with("zTXt", std::string("\0\x78\x01\xff", 4)), "its chunk zTXt is no text"));
    CHECK(says(with("iTXt", ""), "its chunk iTXt is no text"));
    CHECK(says(with("zTXt", '\0' + zeros(10)), "carries no scene: found the comment"));
    CHECK(says(with("zTXt", '\0' + zeros(10'000)), "its chunk zTXt is no text"));  // 13 kB for 2.6 MB
}

TEST_CASE("a film with damaged metadata is refused in a line") {
    const Folder folder;
    const std::string comment = clip_comment(origin_of(awkward_scene(), 1), folder / "a.gif");
    for (const char* name : {"a.gif", "a.mp4", "a.webm"}) {
        VideoWriter writer(folder / name, 64, 64, 10, {.comment = comment});
        for (int k = 0; k < 3; ++k) writer.write(grey_picture());
        writer.finish();
        const std::string whole = bytes_of(folder / name);
        for (const std::size_t part : {std::size_t{0}, std::size_t{12}, whole.find("coalesce_clip") + 50}) {
            CAPTURE(name);
            CAPTURE(part);
            store(folder / name, whole.substr(0, part));
            CHECK(says(refusal(folder / name), folder / name));
        }
    }
    // A GIF whose comment is longer than is accepted, and one with a block of no kind.
    const std::string header("GIF89a\x01\0\x01\0\0\0\0", 13);
    std::string blocks;
    for (int k = 0; k < 5000; ++k) blocks += '\xff' + std::string(255, 'x');
    store(folder / "a.gif", header + "\x21\xfe" + blocks + '\0' + ';');
    CHECK(says(refusal(folder / "a.gif"), "found a comment of more than 1048576 bytes"));
    store(folder / "a.gif", header + "?");
    CHECK(says(refusal(folder / "a.gif"), "is damaged"));
}

TEST_CASE("a file of another program, and an older one of this, say that they carry no scene") {
    const Folder folder;
    const std::string path = folder / "a.png";
    write_png(grey_picture(), path);
    CHECK(says(refusal(path), "carries no scene: found no comment in it"));
    write_png(grey_picture(), path, "Created with another program");
    CHECK(says(refusal(path), "found the comment \"Created with another program\""));
    VideoWriter writer(folder / "old.gif", 64, 64, 10);
    writer.write(grey_picture());
    writer.finish();
    CHECK(says(refusal(folder / "old.gif"), "it was written by Coalesce"));
    store(folder / "a.mp4", "no film");
    CHECK(is_clip(folder / "a.mp4"));
    CHECK(says(refusal(folder / "a.mp4"), "cannot be read as a film"));
    store(folder / "scene.json", to_json(SceneDocument{}));
    CHECK_FALSE(is_clip(folder / "scene.json"));
    CHECK_FALSE(is_clip(folder / "missing.json"));
    CHECK(says(refusal(folder / "missing.png"), "missing.png"));
    CHECK_FALSE(is_clip(folder.path.string()));
    // A name does not hide what a file is.
    write_png(grey_picture(), folder / "b.json", clip_comment(origin_of({}, 4), folder / "b.json"));
    CHECK(read_clip(folder / "b.json").time == 4);
}

TEST_CASE("metadata of a wrong form name the key") {
    const std::string whole = clip_comment(origin_of({}, 1), "a.png");
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string changed = whole;
        changed.replace(changed.find(from), from.size(), to);
        try {
            parse_clip(changed, "a.png");
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(with("\"time\":1.0", "\"time\":1.0").empty());
    CHECK(says(with("\"coalesce_clip\":1", "\"coalesce_clip\":2"), "coalesce_clip: found 2, expected 1"));
    CHECK(says(with("\"time\":1.0", "\"time\":-1"), "time: found -1, expected a time of at least 0"));
    CHECK(says(with("\"time\":1.0", "\"time\":\"now\""), "time: found \"now\""));
    CHECK(says(with("\"time\":1.0", "\"moment\":1"), "the key time is missing"));
    CHECK(says(with("\"scene\":{", "\"scene\":3,\"other\":{"), "scene: found 3, expected a scene"));
    CHECK(says(with("\"scene\":{", "\"other\":{"), "the key scene is missing"));
    CHECK(says(with("\"scene\":{", "\"view\":{},\"scene\":{"), "view: found {}, expected yaw"));
    CHECK(says(with("\"beta\":", "\"betta\":"), "model.betta"));
    CHECK(says(with("}", ""), "its comment is damaged: found no JSON at byte"));
    CHECK(says(with("\"time\":1.0", "\"time\":1e999"), "found a number beyond the range of doubles"));
    CHECK(says(with("{", "[\"coalesce_clip\",{"), "its comment is damaged"));
}

TEST_CASE("a scene of too many points is left out, and the file says so") {
    SceneDocument document;
    const auto points = [](std::size_t count) {
        PointsLaw law;
        for (std::size_t k = 0; k < count; ++k) law.points.push_back({1, 1.0 / static_cast<double>(k + 2), 0});
        return law;
    };
    document.scene.tokens.law = points(100);
    document.scene.tokens.count = 100;
    CHECK(within_limit(origin_of(document, 1), "a.png").left_out.empty());
    CHECK(parse_clip(clip_comment(within_limit(origin_of(document, 1), "a.png"), "a.png"), "a.png").document ==
          document);
    // More than the limit by its text, and by the number of its points alone.
    for (const std::size_t count : {std::size_t{60'000}, std::size_t{300'000}}) {
        document.scene.tokens.law = points(count);
        document.scene.tokens.count = static_cast<std::int64_t>(count);
        const ClipOrigin origin = within_limit(origin_of(document, 1), "a.png");
        CHECK(says(origin.left_out, "expected at most 1 MiB"));
        const std::string comment = clip_comment(origin, "a.png");
        CHECK(comment.size() < 400);
        CHECK_THROWS_WITH_AS(parse_clip(comment, "a.png"),
                             doctest::Contains("a.png: carries no scene: its scene takes"), InputError);
    }
    CHECK(says(within_limit(origin_of({}, 1), "a.png", 600).left_out, "expected at most 1 KiB"));
}

TEST_CASE("a token file is found from the clip as from a scene file in its place") {
    const Folder folder;
    std::filesystem::create_directories(folder.path / "films");
    store(folder / "scene.json", R"({"coalesce": 1, "tokens": {"law": {"kind": "file", "path": "data/t.npy"}}})");
    const SceneDocument document = read_scene(folder / "scene.json");
    const std::string film = folder / "films/a.png";
    const std::string comment = clip_comment(origin_of(document, 1), film);
    CHECK(comment.find("\"path\":\"../data/t.npy\"") != std::string::npos);
    const auto law = std::get<FileLaw>(parse_clip(comment, film).document.scene.tokens.law);
    CHECK(std::filesystem::path(law.path) == folder.path / "data/t.npy");
    // An absolute path stays.
    store(folder / "scene.json", R"({"coalesce": 1, "tokens": {"law": {"kind": "file", "path": "/data/t.npy"}}})");
    const std::string other = clip_comment(origin_of(read_scene(folder / "scene.json"), 1), film);
    CHECK(other.find("\"path\":\"/data/t.npy\"") != std::string::npos);
}

TEST_CASE("whatever happens to a clip's bytes, it opens or is refused in a line") {
    const Folder folder;
    const std::string comment = clip_comment(origin_of(awkward_scene(), 1), folder / "a.gif");
    std::mt19937 random(1);
    const auto below = [&](std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random); };
    const auto damaged = [&](std::string bytes) {
        for (std::size_t changes = 1 + below(4); changes > 0 && !bytes.empty(); --changes) {
            const std::size_t at = below(bytes.size());
            switch (below(4)) {
                case 0:
                    bytes[at] = static_cast<char>(below(256));
                    break;
                case 1:
                    bytes.resize(at);
                    break;
                case 2:
                    bytes.erase(at, 1 + below(20));
                    break;
                default:
                    bytes.insert(at, bytes.substr(below(bytes.size()), 1 + below(20)));
            }
        }
        return bytes;
    };
    for (const auto& [name, times] : {std::pair{"a.png", 2000}, {"a.gif", 2000}, {"a.mp4", 300}, {"a.webm", 300}}) {
        VideoWriter writer(folder / name, 64, 64, 10, {.comment = comment});
        for (int k = 0; k < 2; ++k) writer.write(grey_picture(), comment);
        writer.finish();
        const std::string whole = bytes_of(folder / name);
        const std::size_t text = whole.find("coalesce_clip");
        for (int k = 0; k < times; ++k) {
            CAPTURE(name);
            CAPTURE(k);
            // Half of the time only the text and what is around it.
            const std::size_t from = k % 2 == 0 ? 0 : text - 40, to = k % 2 == 0 ? whole.size() : text + 200;
            store(folder / name, whole.substr(0, from) + damaged(whole.substr(from, to - from)) + whole.substr(to));
            const std::string message = refusal(folder / name);
            REQUIRE(message.find('\n') == std::string::npos);
            REQUIRE(message.size() < 1000);
        }
    }
    for (int k = 0; k < 3000; ++k) {
        CAPTURE(k);
        const std::string text = damaged(comment);
        CAPTURE(text);
        try {
            const ClipOrigin origin = parse_clip(text, "a.png");
            REQUIRE(parse_clip(clip_comment(origin, "a.png"), "a.png").document == origin.document);
        } catch (const InputError& error) {
            REQUIRE(std::string_view(error.what()).find('\n') == std::string_view::npos);
        }
    }
}

TEST_CASE("a clip of a laboratory has its name, settings and place, and damaged ones are told in a line") {
    const ClipLab lab{"single-location", {"d=64", "link=relu", "gamma=0.25"}, true, 120};
    const std::string comment = lab_comment(lab);
    const auto read = parse_lab_clip(comment, "f.png");
    REQUIRE(read);
    CHECK(*read == lab);
    CHECK_THROWS_WITH_AS(parse_clip(comment, "f.png"), doctest::Contains("f.png: carries no scene"), InputError);
    CHECK_FALSE(parse_lab_clip(clip_comment(origin_of({}, 1), "f.png"), "f.png"));
    for (const char* lab_text :
         {R"({"name": 3, "set": {}})", R"({"name": "x"})", R"({"name": "x", "set": [1]})", "7"}) {
        CAPTURE(lab_text);
        const std::string wrong = std::string(R"({"coalesce_clip": 1, "time": 1, "lab": )") + lab_text + "}";
        CHECK_THROWS_WITH_AS(parse_lab_clip(wrong, "f.png"), doctest::Contains("f.png: its comment is damaged"),
                             InputError);
    }
    CHECK_THROWS_AS(parse_lab_clip(R"({"coalesce_clip": 1, "time": -1, "lab": {"name": "x", "set": {}}})", "f.png"),
                    InputError);
}
