#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "cli/child.hpp"

using namespace coalesce::test;

namespace {

using Words = std::vector<std::string>;

/// The files of a folder with their contents; of a summary without the times of this machine.
std::vector<std::pair<std::string, std::string>> files_of(const std::string& folder) {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        std::string bytes = content(entry.path().string());
        if (name == "summary.json") {
            auto summary = nlohmann::json::parse(bytes);
            summary.erase("wall_seconds");
            summary.erase("steps_per_second");
            bytes = summary.dump();
        }
        files.emplace_back(name, std::move(bytes));
    }
    std::sort(files.begin(), files.end());
    return files;
}

void check_same(const std::string& folder, const std::string& other) {
    const auto one = files_of(folder), two = files_of(other);
    REQUIRE(one.size() == two.size());
    for (std::size_t k = 0; k < one.size(); ++k) {
        CAPTURE(one[k].first);
        CHECK(one[k].first == two[k].first);
        CHECK((one[k].second == two[k].second));  // without the contents in the report
    }
}

Words joined(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// Starts the program and kills it by SIGKILL after a while; returns false if it ended before.
bool killed(const Words& words, std::chrono::milliseconds after) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::alarm(600);
        std::vector<char*> arguments{const_cast<char*>(COALESCE_PROGRAM)};
        for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        ::execv(COALESCE_PROGRAM, arguments.data());
        ::_exit(127);
    }
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

/// The double at an index of an .npy of the program's growing kind.
double value(const std::string& file, std::size_t k) {
    const std::string bytes = content(file);
    double value = 0;
    REQUIRE(bytes.size() >= 128 + (k + 1) * sizeof value);
    std::memcpy(&value, bytes.data() + 128 + k * sizeof value, sizeof value);
    return value;
}

std::size_t entries(const std::string& file) {
    return std::stoul(content(file).substr(64, 8));
}

/// A run of half a second or so with an event, masses left equal, and noise or adaptive steps as asked.
const Words short_run{"run",
                      "ms1a",
                      "--backend",
                      "cpu",
                      "--quiet",
                      "--set",
                      "tokens.count=400",
                      "--set",
                      "events=[{\"time\":0.3,\"add\":{\"centre\":[1,0,0],\"angle\":0.3,\"count\":9}}]",
                      "--every",
                      "0.25"};

/// Stops the first run in a folder after its first checkpoint.
Outcome stopped(const Words& words, const std::string& out, int signal) {
    return coalesce_run(
        joined(words, {"--checkpoint", "0", "--out", out}),
        {.signal = signal, .signal_when = [out] { return std::filesystem::exists(out + "/checkpoint.bin"); }});
}

}  // namespace

TEST_CASE("a run killed at random moments of its steps and checkpoints ends with the bits of an undisturbed one") {
    const std::vector<Words> kinds{{"--until", "6"},
                                   {"--until", "4", "--set", "model.noise=0.05"},
                                   {"--until", "1e4", "--set", "time.method=adaptive"}};
    std::mt19937 random(5);
    for (const Words& kind : kinds) {
        CAPTURE(kind.back());
        const Scratch scratch;
        const std::string whole = scratch / "whole", cut = scratch / "cut";
        const Words words = joined(short_run, kind);
        REQUIRE(coalesce_run(joined(words, {"--out", whole})).code == 0);
        Words next = joined(words, {"--checkpoint", "0.02", "--out", cut});
        for (int kills = 0; kills < 3; ++kills) {
            killed(next, std::chrono::milliseconds(std::uniform_int_distribution(20, 300)(random)));
            if (std::filesystem::exists(cut + "/checkpoint.bin")) next = {"run", "--quiet", "--resume", cut};
        }
        const Outcome end = coalesce_run(next);
        CAPTURE(end.err);
        CHECK(end.code == 0);
        check_same(whole, cut);
        const Outcome again = coalesce_run({"run", "--resume", cut});
        CHECK(again.code == 0);
        CHECK(again.err == "coalesce: " + cut + ": the run has come to its end\n");
    }
}

TEST_CASE("a run with checkpoints that a signal ends is complete up to there, says how to go on, and does") {
    for (const int signal : {SIGINT, SIGTERM}) {
        const Scratch scratch;
        const std::string out = scratch / "o", whole = scratch / "whole";
        const Words words = joined(short_run, {"--until", "20", "--set", "tokens.count=1000"});
        const Outcome outcome = stopped(words, out, signal);
        CAPTURE(outcome.err);
        CHECK(outcome.code == 128 + signal);
        const auto summary = nlohmann::json::parse(content(out + "/summary.json"));
        const std::string time = nlohmann::json(summary.at("time").get<double>()).dump();
        CHECK(summary.at("stopped_by") == (signal == SIGINT ? "SIGINT" : "SIGTERM"));
        CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
        CHECK(outcome.err.find("; coalesce run --resume " + out + " goes on from t = ") != std::string::npos);
        // The same command goes on as --resume does.
        const bool same_command = signal == SIGTERM;
        const Words more = same_command ? joined(words, {"--checkpoint", "60", "--out", out})
                                        : Words{"run", "--quiet", "--resume", out};
        CHECK(coalesce_run(more).code == 0);
        REQUIRE(coalesce_run(joined(words, {"--out", whole})).code == 0);
        check_same(whole, out);
    }
}

TEST_CASE("snapshots and checkpoints change no step, and the last snapshot is the run's last state") {
    const Scratch scratch;
    const Words words{"run", "ms1a", "--backend", "cpu", "--quiet", "--set", "tokens.count=300", "--until"};
    for (const bool adaptive : {false, true}) {
        const std::string plain = scratch / (adaptive ? "pa" : "p"), seen = scratch / (adaptive ? "sa" : "s");
        const Words same = joined(words, adaptive ? Words{"1000", "--set", "time.method=adaptive"} : Words{"1.1"});
        REQUIRE(coalesce_run(joined(same, {"--out", plain})).code == 0);
        const Words rule = adaptive ? Words{"--every-log", "4"} : Words{"--every", "0.25"};
        REQUIRE(coalesce_run(joined(same, joined(rule, {"--checkpoint", "0", "--out", seen}))).code == 0);
        for (const char* name : {"/tokens.npy", "/series.csv", "/initial.npy", "/scene.json"})
            CHECK(content(plain + name) == content(seen + name));
        CHECK_FALSE(std::filesystem::exists(seen + "/checkpoint.bin"));
        const std::size_t count = entries(seen + "/times.npy");
        CHECK(count == entries(seen + "/trajectory.npy"));
        const std::size_t bytes = 300 * 3 * sizeof(double);
        const std::string trajectory = content(seen + "/trajectory.npy");
        CHECK(trajectory.size() == 128 + count * bytes);
        const auto ends_with = [&](const std::string& file, std::size_t at) {
            const std::string tokens = content(file);
            return tokens.substr(tokens.size() - bytes) == trajectory.substr(128 + at * bytes, bytes);
        };
        CHECK(ends_with(seen + "/initial.npy", 0));
        CHECK(ends_with(seen + "/tokens.npy", count - 1));
        if (adaptive) {
            CHECK(count == 2 + 5 * 4 + 1 - 1);  // 0, then 0.01 to 1000 in quarters of decades
            for (std::size_t k = 1; k < count; ++k)
                CHECK(value(seen + "/times.npy", k) ==
                      doctest::Approx(0.01 * std::pow(10, (static_cast<double>(k) - 1) / 4)).epsilon(1e-12));
        } else {
            CHECK(count == 6);  // 0, 0.25, 0.5, 0.75, 1 and the end
            CHECK(value(seen + "/times.npy", 3) == doctest::Approx(0.75).epsilon(1e-12));
            CHECK(value(seen + "/times.npy", 5) == 1.1);
        }
    }
}

TEST_CASE("snapshots have a row for every token that is ever there, of nan while it is not") {
    const Scratch scratch;
    const std::string out = scratch / "o";
    const std::string events =
        R"(events=[{"time":0.2,"add":{"centre":[1,0,0],"angle":0.1,"count":2}},{"time":0.4,"remove":{"tokens":[1]}}])";
    REQUIRE(coalesce_run({"run", "ms1a", "--set", "tokens.count=3", "--set", events, "--until", "0.6", "--every", "0.2",
                          "--out", out, "--backend", "cpu"})
                .code == 0);
    const auto there = [&](std::size_t snapshot, std::size_t token) {
        return !std::isnan(value(out + "/trajectory.npy", (snapshot * 5 + token) * 3));
    };
    CHECK(entries(out + "/trajectory.npy") == 4);
    for (std::size_t token = 0; token < 5; ++token) {
        CAPTURE(token);
        CHECK(there(0, token) == (token < 3));
        CHECK(there(1, token));
        CHECK(there(3, token) == (token != 1));
    }
}

TEST_CASE(
    "a checkpoint that is damaged, cut short, foreign or of another scene is refused in a line, and nothing changes") {
    const Scratch scratch;
    const std::string out = scratch / "o", file = out + "/checkpoint.bin";
    const Words words = joined(short_run, {"--until", "20"});
    REQUIRE(stopped(words, out, SIGTERM).code == 128 + SIGTERM);
    const std::string good = content(file);
    const auto before = files_of(out);
    const auto refused = [&](const std::string& bytes, const Words& how, const std::string& why) {
        store(file, bytes);
        const Outcome outcome = coalesce_run(how);
        CAPTURE(outcome.err);
        CHECK(outcome.code == 2);
        CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
        CHECK(outcome.err.find(why) != std::string::npos);
        store(file, good);
        CHECK(files_of(out) == before);
    };
    const Words resume{"run", "--quiet", "--resume", out};
    std::string damaged = good, newer = good;
    damaged[good.size() / 2] ^= 1;
    newer[16] = 9;
    refused(damaged, resume, "checkpoint.bin: the checkpoint is damaged: its checksum differs");
    refused(good.substr(0, good.size() / 2), resume, "the checkpoint is cut short or damaged");
    refused(good.substr(0, 20), resume, "is no checkpoint of a run");
    refused("", resume, "is no checkpoint of a run");
    refused(newer, resume, "found a checkpoint of format 9, expected 1");
    refused(good, joined(words, {"--checkpoint", "9", "--out", out, "--seed", "7"}),
            "is of another run: found tokens.seed=");
    refused(good, joined(words, {"--resume", out, "--set", "model.beta=7"}), "model.beta=7.0; expected the same scene");
    refused(good, {"run", "--resume", out, "--every", "0.5"}, "found --every 0.25 there, and now --every 0.5");
    refused(good, {"run", "two-clusters", "--out", out}, "holds an unfinished run, expected --resume");
    refused(good, {"run", "--resume", out, "--out", out}, "--resume: found --out beside it");
    refused(good, {"run", "--resume", out, "--until", "3"}, "--resume: found --set, --until or --seed beside it");
    CHECK(coalesce_run({"run", "--resume", scratch / "nowhere"}).code == 2);
    std::filesystem::create_directory(scratch / "empty");
    CHECK(coalesce_run({"run", "--resume", scratch / "empty"}).err ==
          "coalesce: " + (scratch / "empty") + ": found no checkpoint.bin, expected that of a run with --checkpoint\n");
}

TEST_CASE("a checkpoint of another build is refused, whatever follows in it") {
    const Scratch scratch;
    const std::string out = scratch / "o", file = out + "/checkpoint.bin";
    REQUIRE(stopped(joined(short_run, {"--until", "20"}), out, SIGTERM).code == 128 + SIGTERM);
    std::string other = content(file);
    const std::size_t at = other.find("(commit ") + 8;
    other[at] = other[at] == 'x' ? 'y' : 'x';
    // CRC-32 of the body, bit by bit: the checksum is right, the build is not.
    std::uint32_t crc = 0xffffffffu;
    for (std::size_t k = 32; k < other.size(); ++k) {
        crc ^= static_cast<unsigned char>(other[k]);
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    crc = ~crc;
    std::memcpy(other.data() + 20, &crc, sizeof crc);
    store(file, other);
    const Outcome outcome = coalesce_run({"run", "--resume", out});
    CAPTURE(outcome.err);
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find("found a checkpoint of Coalesce ") != std::string::npos);
}

TEST_CASE("a run whose files of tokens or snapshots have changed since is not gone on with") {
    const Scratch scratch;
    const std::string points = scratch / "p.csv", out = scratch / "o";
    store(points, "1,0,0\n0,1,0\n0,0,1\n");
    const Words words{"run",
                      "ms1a",
                      "--backend",
                      "cpu",
                      "--quiet",
                      "--set",
                      "tokens.law.kind=file",
                      "--set",
                      "tokens.law.path=" + points,
                      "--until",
                      "1e6",
                      "--every",
                      "1000"};
    REQUIRE(stopped(words, out, SIGTERM).code == 128 + SIGTERM);
    store(points, "1,0,0\n0,1,0\n0,1,1\n");
    const Outcome tokens = coalesce_run({"run", "--resume", out});
    CHECK(tokens.code == 2);
    CHECK(tokens.err.find("p.csv: the tokens have changed since the run began") != std::string::npos);
    store(points, "1,0,0\n0,1,0\n0,0,1\n");
    store(out + "/trajectory.npy", "nothing");
    const Outcome trajectory = coalesce_run({"run", "--quiet", "--resume", out});
    CHECK(trajectory.code == 2);
    CHECK(trajectory.err ==
          "coalesce: " + out + "/trajectory.npy: found another array than a run of this scene writes\n");
}

TEST_CASE("options of long runs that contradict each other or ask for too much are refused in a line") {
    const Scratch scratch;
    const std::vector<std::pair<Words, std::string>> wrong{
        {{"--every", "1", "--every-log", "3"}, "--every-log: found beside --every"},
        {{"--every", "0"}, "--every"},
        {{"--every-log", "0"}, "--every-log"},
        {{"--checkpoint", "-1"}, "--checkpoint"},
        {{"--every", "1e-9", "--set", "time.method=adaptive"},
         "snapshots until the run's end, expected at most 99999999"},
        {{"--checkpoint", "1", "--twin", "model.beta=3"}, "--checkpoint: found runs side by side"}};
    for (const auto& [words, why] : wrong) {
        CAPTURE(why);
        const Outcome outcome = coalesce_run(joined({"run", "ms1a", "--out", scratch / "o"}, words));
        CAPTURE(outcome.err);
        CHECK(outcome.code == 2);
        CHECK(outcome.err.find(why) != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(scratch / "o"));
    }
    const Outcome table = [&] {
        store(scratch / "tokens.csv", "1,0,0\n0,1,0\n");
        return coalesce_run({"run", scratch / "tokens.csv", "--out", scratch / "o"});
    }();
    CHECK(table.code == 2);
    CHECK(table.err.find("tokens.csv: found a table of tokens, expected a scene") != std::string::npos);
}
