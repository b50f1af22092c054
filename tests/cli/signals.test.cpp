#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "cli/child.hpp"
#include "coalesce/model/npy.hpp"

using namespace coalesce;
using namespace coalesce::test;

namespace {

using Words = std::vector<std::string>;

nlohmann::json summary_of(const std::string& folder) {
    return nlohmann::json::parse(content(folder + "/summary.json"));
}

/// Returns the lines of a series.csv without its header.
std::vector<std::string> rows_of(const std::string& folder) {
    std::istringstream csv(content(folder + "/series.csv"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(csv, line);) lines.push_back(line);
    REQUIRE_FALSE(lines.empty());
    lines.erase(lines.begin());
    return lines;
}

/// Starts a run that would take days, and stops it once it has begun.
Outcome stopped_run(const std::string& out, int signal, const Words& more = {}) {
    Words words{"run", "ms1a", "--backend", "cpu", "--set", "tokens.count=200", "--until", "1e7", "--out", out};
    words.insert(words.end(), more.begin(), more.end());
    return coalesce_run(words, {.signal = signal, .signal_when = [&] { return std::filesystem::exists(out); }});
}

}  // namespace

TEST_CASE("a run that a signal stops writes everything up to its last whole step, and says where that was") {
    for (const auto& [signal, name] : {std::pair{SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}, {SIGHUP, "SIGHUP"}})
        for (const char* method : {"layer", "adaptive"}) {
            CAPTURE(name);
            CAPTURE(method);
            const Scratch scratch;
            const std::string out = scratch / "o";
            const Outcome outcome = stopped_run(
                out, signal,
                {"--set", std::string("time.method=") + method, "--set", "model.V=[[0,1,0],[-1,0,0],[0,0,0]]"});
            CAPTURE(outcome.err);
            CHECK(outcome.code == 128 + signal);
            const auto summary = summary_of(out);
            CHECK(summary.at("stopped_by") == name);
            const double time = summary.at("time");
            CHECK(time < 1e7);
            if (std::string(method) == "layer")
                CHECK(time == doctest::Approx(summary.at("steps").get<double>() * 0.01));
            CHECK(outcome.err.find("coalesce: " + out + ": stopped at t = ") == 0);
            CHECK(outcome.err.find(std::string(" by ") + name + "\n") != std::string::npos);
            CHECK(read_npy(out + "/tokens.npy").rows == 200);
            CHECK(std::stod(rows_of(out).back()) == time);
            // The scene in the folder, run to the same time, gives the same state.
            const Outcome again = coalesce_run({"run", out + "/scene.json", "--backend", "cpu", "--out",
                                                scratch / "again", "--until", nlohmann::json(time).dump()});
            CHECK(again.code == (time > 0 ? 0 : again.code));
            CHECK(content(out + "/tokens.npy") == content(scratch / "again/tokens.npy"));
            CHECK(std::distance(std::filesystem::directory_iterator(out), {}) == 5);  // no unfinished files
        }
}

TEST_CASE("a signal ends a run within a slow step, too, with the state before it") {
    const Scratch scratch;
    const std::string out = scratch / "o";
    // The field of the first state alone takes 1.6e11 pairs in double precision, a minute on two cores.
    const Outcome outcome =
        coalesce_run({"run", "ms1a", "--backend", "cpu", "--set", "tokens.count=400000", "--set",
                      "solver.method=direct", "--set", "solver.precision=double", "--out", out},
                     {.signal = SIGINT, .signal_when = [&] { return std::filesystem::exists(out); }});
    CAPTURE(outcome.err);
    CHECK(outcome.code == 128 + SIGINT);
    CHECK(outcome.err.find("stopped at t = 0 by SIGINT") != std::string::npos);
    const auto summary = summary_of(out);
    CHECK(summary.at("steps") == 0);
    CHECK(summary.at("stopped_by") == "SIGINT");
    CHECK(summary.at("field_error").is_null());
    CHECK(rows_of(out).empty());  // it did not wait for the field
    CHECK(content(out + "/tokens.npy") == content(out + "/initial.npy"));
}

TEST_CASE("a run stopped by a signal leaves an older result unchanged or replaces all of it") {
    const Scratch scratch;
    const std::string out = scratch / "o";
    REQUIRE(coalesce_run({"run", "two-clusters", "--until", "1", "--out", out}).code == 0);
    const std::string before = content(out + "/summary.json");
    // The signal may come before or during the run: the folder then holds one run or the other, complete.
    const Outcome outcome = stopped_run(out, SIGTERM);
    const bool kept = content(out + "/summary.json") == before;
    CHECK(outcome.code == (kept ? -SIGTERM : 128 + SIGTERM));
    CHECK(read_npy(out + "/tokens.npy").rows == (kept ? read_npy(out + "/initial.npy").rows : 200));
}

TEST_CASE("commands without an end of their own stop at once and leave nothing unfinished") {
    const Scratch scratch;
    const std::string out = scratch / "o";
    const std::vector<Words> commands{
        {"reproduce", "ms4", "--out", out},
        {"lab", "infinite-width", "--set", "n=4096", "--set", "samples=100000", "--out", out},
    };
    for (const Words& command : commands) {
        CAPTURE(command[1]);
        const Outcome outcome =
            coalesce_run(command, {.signal = SIGINT, .signal_when = [&] { return std::filesystem::exists(out); }});
        CHECK((outcome.code == -SIGINT || outcome.code == 128 + SIGINT));
        if (!std::filesystem::exists(out)) continue;
        CHECK(std::filesystem::is_empty(out));
        std::filesystem::remove(out);
    }
}
