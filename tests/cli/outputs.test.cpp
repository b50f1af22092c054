#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/child.hpp"
#include "coalesce/model/npy.hpp"

using namespace coalesce::test;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

Words little_run(const std::string& scene, const std::string& out, const Words& more = {}) {
    Words words{"run", scene, "--out", out, "--until", "0.03", "--backend", "cpu"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

const Words few{"--set", "tokens.count=30"};

/// Checks a refusal in one line that contains all of `said`.
void check_refused(const Words& arguments, int code, const Words& said, const ChildOptions& options = {}) {
    const Outcome outcome = coalesce_run(arguments, options);
    CAPTURE(outcome.err);
    CHECK(outcome.code == code);
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    for (const std::string& word : said) {
        CAPTURE(word);
        CHECK(outcome.err.find(word) != std::string::npos);
    }
}

std::size_t entries(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

void write_tokens(const std::string& path, std::size_t columns = 3, double last = 0.5) {
    std::vector<double> values;
    for (std::size_t k = 0; k < 40 * columns; ++k) values.push_back(std::sin(3.1 * static_cast<double>(k * k) + 1));
    values.back() = last;
    coalesce::write_npy(path, values, 40, columns);
}

constexpr const char* scene_of_file = R"({"coalesce":1,"tokens":{"law":{"kind":"file","path":"tokens.npy"}}})";

/// The compressed pixels of a PNG; other files as they are. A picture also carries its scene, which names the token
/// file by its path.
std::string pixels(const std::string& file) {
    if (!file.starts_with("\x89PNG")) return file;
    std::string found;
    for (std::size_t at = 8; at + 12 <= file.size();) {
        std::size_t length = 0;
        for (std::size_t k = 0; k < 4; ++k) length = 256 * length + static_cast<unsigned char>(file[at + k]);
        if (file.compare(at + 4, 4, "IDAT") == 0) found += file.substr(at + 8, length);
        at += 12 + length;
    }
    return found;
}

}  // namespace

TEST_CASE("what a run leaves runs again from anywhere, to the same bits") {
    const Scratch scratch;
    fs::create_directories(scratch / "home");
    write_tokens(scratch / "home/tokens.npy");
    store(scratch / "home/scene.json", scene_of_file);
    REQUIRE(coalesce_run(little_run(scratch / "home/scene.json", scratch / "home/out")).code == 0);
    // The folder moves alone and under another name, as one that was mailed would.
    fs::rename(scratch / "home/out", scratch / "mailed");
    fs::remove_all(scratch / "home");
    REQUIRE(coalesce_run(little_run(scratch / "mailed/scene.json", scratch / "again")).code == 0);
    for (const char* name : {"initial.npy", "tokens.npy", "series.csv", "scene.json"}) {
        CAPTURE(name);
        CHECK(content(scratch / ("again/" + std::string(name))) == content(scratch / ("mailed/" + std::string(name))));
    }
    // A run may also write into its own folder, where it reads the file that it replaces.
    const std::string tokens = content(scratch / "mailed/tokens.npy");
    REQUIRE(coalesce_run(little_run(scratch / "mailed/scene.json", scratch / "mailed")).code == 0);
    CHECK(content(scratch / "mailed/tokens.npy") == tokens);
    CHECK(entries(scratch / "mailed") == 5);
}

TEST_CASE("a scene whose folder was moved renders the same picture, field and figure of its tokens") {
    const Scratch scratch;
    fs::create_directories(scratch / "home");
    write_tokens(scratch / "home/tokens.npy");
    store(scratch / "home/scene.json", scene_of_file);
    REQUIRE(coalesce_run(little_run(scratch / "home/scene.json", scratch / "home/out")).code == 0);
    const auto results = [&](const std::string& scene) {
        std::vector<std::string> bytes;
        for (const Words& command :
             {Words{"render", "--size", "96x64", "--seconds", "0.2", "--until", "0.1", "--out", scratch / "a.png"},
              Words{"render", "--size", "96x64", "--seconds", "0.2", "--until", "0.1", "--panels", "on", "--out",
                    scratch / "a.png"},
              Words{"field", "--out", scratch / "v.npy"}}) {
            Words words = command;
            words.insert(words.begin() + 1, scene);
            const Outcome outcome = coalesce_run(words);
            CAPTURE(outcome.err);
            REQUIRE(outcome.code == 0);
            bytes.push_back(pixels(content(command.back())));
            REQUIRE(bytes.back().size() > 100);
            fs::remove(command.back());
        }
        return bytes;
    };
    const auto at_home = results(scratch / "home/scene.json");
    CHECK(results(scratch / "home/out/scene.json") == at_home);
    fs::rename(scratch / "home", scratch / "moved");
    CHECK(results(scratch / "moved/scene.json") == at_home);
    CHECK(results(scratch / "moved/out/scene.json") == at_home);
    // The results read that file: changing it changes them.
    write_tokens(scratch / "moved/tokens.npy", 3, -0.5);
    CHECK(results(scratch / "moved/scene.json").back() != at_home.back());
    fs::remove(scratch / "moved/tokens.npy");
    check_refused({"render", scratch / "moved/scene.json", "--out", scratch / "a.png"}, 2,
                  {scratch / "moved/tokens.npy", "no such file"});
}

TEST_CASE("results of a run replace older ones together, and other files stay") {
    const Scratch scratch;
    const Words weighted{"--set", R"(tokens.law={"kind":"points","points":[[1,0,0],[0,1,0]],"masses":[1,2]})"};
    REQUIRE(coalesce_run(little_run("welcome", scratch / "out", weighted)).code == 0);
    REQUIRE(fs::exists(scratch / "out/masses.npy"));
    store(scratch / "out/notes.txt", "mine");
    REQUIRE(::chmod((scratch / "out/series.csv").c_str(), 0600) == 0);
    REQUIRE(coalesce_run(little_run("welcome", scratch / "out", few)).code == 0);
    CHECK_FALSE(fs::exists(scratch / "out/masses.npy"));
    CHECK(content(scratch / "out/notes.txt") == "mine");
    struct stat status {};
    REQUIRE(::stat((scratch / "out/series.csv").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    // A protected result is reported before anything is computed, and none of the set is replaced.
    const std::string tokens = content(scratch / "out/tokens.npy");
    REQUIRE(::chmod((scratch / "out/summary.json").c_str(), 0444) == 0);
    check_refused({"run", "welcome", "--out", scratch / "out", "--seed", "7", "--until", "1e9"}, 1,
                  {"out/summary.json", "write-protected"});
    CHECK(content(scratch / "out/tokens.npy") == tokens);
    CHECK(entries(scratch / "out") == 6);
}

TEST_CASE("files and folders whose names are no UTF-8, or as long as names may be") {
    const Scratch scratch;
    const std::string longest(244, 'n');
    for (const std::string& name : {std::string("caf\xe9"), longest}) {
        CAPTURE(name);
        const std::string folder = scratch / name;
        fs::create_directories(folder);
        write_tokens(folder + "/tokens.npy");
        store(folder + "/" + name + ".json", scene_of_file);
        CHECK(coalesce_run(little_run(folder + "/" + name + ".json", folder + "/" + name)).code == 0);
        CHECK(coalesce_run(little_run(folder + "/" + name + "/scene.json", scratch / "again")).code == 0);
        CHECK(content(folder + "/" + name + "/tokens.npy") == content(scratch / "again/tokens.npy"));
        Words typed = little_run("welcome", scratch / "typed");
        typed.insert(typed.end(),
                     {"--set", "tokens.law.kind=file", "--set", "tokens.law.path=" + folder + "/tokens.npy"});
        CHECK(coalesce_run(typed).code == 0);
        CHECK(content(scratch / "typed/initial.npy") == content(scratch / "again/initial.npy"));
        CHECK(coalesce_run({"field", "welcome", "--out", folder + "/" + name + ".npy", few[0], few[1]}).code == 0);
        for (const char* ending : {".png", ".mp4", ".webm", ".gif", "/"}) {
            CAPTURE(ending);
            const Outcome film =
                coalesce_run({"render", "welcome", "--out", folder + "/" + name + "x" + ending, "--size", "64x64",
                              "--seconds", "0.1", "--until", "0.1", few[0], few[1]});
            CAPTURE(film.err);
            CHECK(film.code == 0);
        }
        CHECK(coalesce_run({"lab", "equiangular", "--out", folder + "/lab", "--set", "n=8"}).code == 0);
    }
}

TEST_CASE("whole numbers of the command line may be written as 1e3, and must be whole") {
    const Scratch scratch;
    const auto seed_of = [&](const Words& more) {
        Words words = little_run("welcome", scratch / "out", few);
        words.insert(words.end(), more.begin(), more.end());
        const Outcome outcome = coalesce_run(words);
        CAPTURE(outcome.err);
        REQUIRE(outcome.code == 0);
        return nlohmann::json::parse(content(scratch / "out/scene.json"))["tokens"]["seed"].get<std::int64_t>();
    };
    CHECK(seed_of({"--seed", "1e3"}) == 1000);
    CHECK(seed_of({"--seed", "010"}) == 10);
    CHECK(seed_of({"--set", "tokens.seed=1e3"}) == 1000);
    CHECK(seed_of({"--seed", "9007199254740992"}) == 9007199254740992);
    CHECK(seed_of({"--threads", "2e0", "--seed", "3"}) == 3);
    for (const char* seed : {"9007199254740993", "9007199254740993.0", "-1"}) {
        check_refused(little_run("welcome", scratch / "o", {"--seed", seed}), 2, {"--seed", "0 to 9007199254740992"});
        check_refused(little_run("welcome", scratch / "o", {"--set", std::string("tokens.seed=") + seed}), 2,
                      {"tokens.seed", "0 to 9007199254740992"});
    }
    for (const Words& words : {Words{"--seed", "1.5"}, Words{"--seed", "1e30"}, Words{"--threads", "1.5"}})
        check_refused(little_run("welcome", scratch / "o", words), 2, {words[0], words[1], "whole number"});
    CHECK_FALSE(fs::exists(scratch / "o"));
}

TEST_CASE("only regular files are read, and nothing is waited for") {
    const Scratch scratch;
    const std::string pipe = scratch / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    fs::create_directory(scratch / "folder");
    for (const std::string& path : {pipe, std::string("/dev/zero"), scratch / "folder"}) {
        CAPTURE(path);
        const std::string found = path == scratch / "folder" ? "folder" : "pipe or device";
        const std::string out = scratch / "out.png";
        check_refused({"run", path, "--out", scratch / "o"}, 2, {path, found});
        check_refused({path}, 2, {path, found});
        check_refused({"render", "welcome", "--out", out, "--reference", path}, 2, {path, found});
        check_refused({"field", "welcome", "--out", scratch / "v.npy", "--set", "tokens.law.kind=file", "--set",
                       "tokens.law.path=" + path},
                      2, {path, found});
        if (path != scratch / "folder") check_refused({"field", "welcome", "--out", path}, 2, {path});
    }
    CHECK(entries(scratch.path) == 2);
}

TEST_CASE("the desktop refuses a scene whose token file is not there or has other columns, before it opens a window") {
    const Scratch scratch;
    store(scratch / "scene.json", scene_of_file);
    check_refused({scratch / "scene.json"}, 2, {scratch / "tokens.npy", "no such file"});
    write_tokens(scratch / "tokens.npy", 2);
    check_refused({scratch / "scene.json"}, 2, {scratch / "tokens.npy", "2 coordinates", "dimension is 3"});
    write_tokens(scratch / "tokens.npy", 3, NAN);
    check_refused({"run", scratch / "scene.json", "--out", scratch / "o"}, 2, {scratch / "tokens.npy", "not finite"});
    CHECK_FALSE(fs::exists(scratch / "o"));
}

// Sanitizers map more address space than any limit leaves.
#if !defined(__SANITIZE_ADDRESS__)
TEST_CASE("more tokens than memory is there for are refused at once, with what would fit") {
    const Scratch scratch;
    const ChildOptions little{.address_space_limit = 3L << 30};
    for (const Words& command :
         {Words{"run", "welcome", "--out", scratch / "o"}, Words{"field", "welcome", "--out", scratch / "v.npy"},
          Words{"render", "welcome", "--out", scratch / "v.png"}, Words{"welcome"}}) {
        Words words = command;
        if (words.size() > 1) words.insert(words.end(), {"--set", "tokens.count=100000000", "--backend", "cpu"});
        if (words.size() == 1) {
            store(scratch / "many.json", R"({"coalesce":1,"tokens":{"count":100000000}})");
            words = {scratch / "many.json"};
        }
        check_refused(words, 1, {"100 000 000 tokens need about", "GB of memory, but", "enough for about"}, little);
    }
    CHECK_FALSE(fs::exists(scratch / "o"));
    CHECK(coalesce_run(little_run("welcome", scratch / "o", few), little).code == 0);
}
#endif
