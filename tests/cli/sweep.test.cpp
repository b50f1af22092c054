#include <doctest/doctest.h>

#include <algorithm>

#include "cli/child.hpp"
#include "coalesce/model/npy.hpp"

using namespace coalesce;
using namespace coalesce::test;

namespace {

using Words = std::vector<std::string>;

/// Three axes, 60 cells, two seeds. Runs take some hundredths of a second, so that kills come between rows.
const std::string sixty_cells = R"({"coalesce_sweep": 1,
  "scene": {"dimension": 2, "tokens": {"count": 100}, "time": {"method": "rk4", "dt": 0.05}},
  "axes": [{"key": "model.beta", "from": 5, "to": 100, "count": 5, "spacing": "log"},
           {"key": "tokens.count", "values": [200, 250, 300, 350, 400, 450]},
           {"key": "model.attention", "values": ["softmax", "unnormalized"]}],
  "seeds": 2, "until": 2,
  "measure": ["clusters", "energy", "first_clusters", "time_of_phase:pairing", "w1_heat", "alignment"]})";

/// Rows that survive a kill: those in order of arrival, which sweep.csv has too until the end.
std::size_t rows_known(const std::string& folder) {
    const std::string rows = content(folder + "/unfinished.rows");
    return static_cast<std::size_t>(std::count(rows.begin(), rows.end(), '\n'));
}

/// The table of a sweep that ran undisturbed with two jobs.
const std::string& undisturbed() {
    static const std::string table = [] {
        const Scratch scratch;
        store(scratch / "s.json", sixty_cells);
        REQUIRE(coalesce_run({"sweep", scratch / "s.json", "--out", scratch / "o", "--jobs", "2"}).code == 0);
        return content(scratch / "o/sweep.csv");
    }();
    return table;
}

}  // namespace

TEST_CASE("a sweep of 60 cells and two seeds gives one table: by one job and three, by shards, and after ten kills") {
    const Scratch scratch;
    const std::string file = scratch / "s.json";
    store(file, sixty_cells);
    const std::string& expected = undisturbed();
    CHECK(std::count(expected.begin(), expected.end(), '\n') == 121);
    CHECK(expected.starts_with("model.beta,tokens.count,model.attention,seed,clusters,energy,"));
    for (const char* jobs : {"1", "3"}) {
        CAPTURE(jobs);
        const std::string out = scratch / (std::string("jobs-") + jobs);
        CHECK(coalesce_run({"sweep", file, "--out", out, "--jobs", jobs, "--quiet"}).code == 0);
        CHECK(content(out + "/sweep.csv") == expected);
        CHECK(std::distance(std::filesystem::directory_iterator(out), {}) == 2);  // nothing unfinished
    }
    Words merge{"sweep", "--merge"};
    for (const char* shard : {"1/3", "2/3", "3/3"}) {
        merge.push_back(scratch / (std::string("shard-") + shard[0]));
        CHECK(coalesce_run({"sweep", file, "--out", merge.back(), "--shard", shard}).code == 0);
    }
    merge.insert(merge.end(), {"--out", scratch / "merged"});
    CHECK(coalesce_run(merge).code == 0);
    CHECK(content(scratch / "merged/sweep.csv") == expected);
    // In one folder no merge is needed.
    for (const char* shard : {"3/3", "1/3", "2/3"})
        CHECK(coalesce_run({"sweep", file, "--out", scratch / "shared", "--shard", shard}).code == 0);
    CHECK(content(scratch / "shared/sweep.csv") == expected);

    const std::string killed = scratch / "killed";
    int kills = 0;
    for (int k = 0; k < 10; ++k) {
        const std::size_t before = rows_known(killed);
        const Outcome outcome =
            coalesce_run({"sweep", file, "--out", killed},
                         {.signal = SIGKILL, .signal_when = [&] { return rows_known(killed) >= before + 3; }});
        kills += outcome.code == -SIGKILL;
        const std::size_t after = rows_known(killed);
        CHECK((after >= before + 3 || outcome.code == 0));
    }
    CHECK(kills >= 5);
    CHECK(coalesce_run({"sweep", file, "--out", killed}).code == 0);
    CHECK(content(killed + "/sweep.csv") == expected);
    CHECK(std::distance(std::filesystem::directory_iterator(killed), {}) == 2);
}

TEST_CASE("a signal ends a sweep in order, and the same command goes on") {
    for (const int signal : {SIGINT, SIGTERM}) {
        const Scratch scratch;
        const std::string file = scratch / "s.json", out = scratch / "o";
        store(file, sixty_cells);
        const Outcome outcome = coalesce_run({"sweep", file, "--out", out},
                                             {.signal = signal, .signal_when = [&] { return rows_known(out) >= 4; }});
        CAPTURE(outcome.err);
        CHECK(outcome.code == 128 + signal);
        CHECK(outcome.err.find("coalesce: " + out + ": stopped with ") == 0);
        CHECK(outcome.err.find("the same command goes on") != std::string::npos);
        const std::string part = content(out + "/sweep.csv");
        CHECK(std::count(part.begin(), part.end(), '\n') >= 5);
        CHECK(std::count(part.begin(), part.end(), '\n') < 121);
        CHECK(std::distance(std::filesystem::directory_iterator(out), {}) == 2);
        CHECK(coalesce_run({"sweep", file, "--out", out}).code == 0);
        CHECK(content(out + "/sweep.csv") == undisturbed());
    }
}

TEST_CASE("a run that fails leaves the others, is counted, and is tried again") {
    const Scratch scratch;
    const std::string file = scratch / "s.json", out = scratch / "o";
    const std::string tokens = scratch / "t.npy";
    store(file, R"({"coalesce_sweep": 1, "scene": {"dimension": 2, "tokens": {"count": 50}}, "until": 0.1,
        "axes": [{"key": "tokens.law", "values": [{"kind": "uniform"}, {"kind": "file", "path": "t.npy"}]},
                 {"key": "model.beta", "values": [5, 50]}], "measure": ["energy", "clusters"]})");
    const Outcome outcome = coalesce_run({"sweep", file, "--out", out});
    CHECK(outcome.code == 1);
    CHECK(outcome.err.find("coalesce: " + out + ": 2 of 4 runs failed, as sweep.csv says; the first is tokens.law=") ==
          0);
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    const std::string table = content(out + "/sweep.csv");
    CHECK(std::count(table.begin(), table.end(), '\n') == 5);
    CHECK(table.find("failed: " + tokens) != std::string::npos);
    // Once its file is there, the same command computes what failed and nothing else.
    write_npy(tokens, std::vector<double>{1, 0, 0, 1}, 2, 2);
    CHECK(coalesce_run({"sweep", file, "--out", out}).code == 0);
    const std::string mended = content(out + "/sweep.csv");
    CHECK(mended.find(",nan") == std::string::npos);
    const auto first_rows = [](const std::string& text) { return text.substr(0, text.find("file")); };
    CHECK(first_rows(mended) == first_rows(table));
}

TEST_CASE("what a run keeps is a run of its own") {
    const Scratch scratch;
    const std::string file = scratch / "s.json", out = scratch / "o";
    store(file, R"({"coalesce_sweep": 1, "scene": {"dimension": 2, "tokens": {"count": 60}}, "until": 0.5,
        "axes": [{"key": "model.beta", "values": [5, 50]}], "seeds": 2, "measure": ["energy"]})");
    CHECK(coalesce_run({"sweep", file, "--out", out, "--keep", "tokens"}).code == 0);
    for (const char* run : {"0", "3"}) {
        const std::string cell = out + "/cells/" + run;
        CHECK(coalesce_run({"run", cell + "/scene.json", "--backend", "cpu", "--out", scratch / "again"}).code == 0);
        CHECK(content(cell + "/tokens.npy") == content(scratch / "again/tokens.npy"));
    }
    CHECK(coalesce_run({"sweep", file, "--out", out, "--keep", "tokens", "--dry-run"})
              .out.find("runs: 4 (2 model.beta × 2 seeds)") != std::string::npos);
}

TEST_CASE("wrong sweeps and options end with one line and code 2, and write nothing") {
    const Scratch scratch;
    const std::string file = scratch / "s.json", out = scratch / "o";
    store(file, sixty_cells);
    std::string many = sixty_cells, other = sixty_cells;
    many.replace(many.find("\"seeds\": 2"), 10, "\"seeds\": 20000");
    other.replace(other.find("\"until\": 2"), 10, "\"until\": 3");
    store(scratch / "many.json", many);
    store(scratch / "other.json", other);
    REQUIRE(coalesce_run({"sweep", file, "--out", scratch / "done", "--shard", "1/60"}).code == 0);
    struct Refused {
        Words words;
        std::string said;
    };
    const std::vector<Refused> refusals{
        {{"sweep"}, "found no FILE"},
        {{"sweep", file}, "found no --out"},
        {{"sweep", scratch / "none.json", "--out", out}, "none.json"},
        {{"sweep", scratch / "many.json", "--out", out}, "found 1200000 runs, expected at most 1000000"},
        {{"sweep", file, "--out", out, "--shard", "4/3"}, "--shard: found 4/3, expected I/N"},
        {{"sweep", file, "--out", out, "--shard", "0/3"}, "--shard: found 0/3"},
        {{"sweep", file, "--out", out, "--shard", "2"}, "--shard: found 2"},
        {{"sweep", file, "--out", out, "--jobs", "0"}, "--jobs"},
        {{"sweep", file, "--out", out, "--keep", "all"}, "--keep"},
        {{"sweep", scratch / "other.json", "--out", scratch / "done"}, "holds another sweep: "},
        {{"sweep", "--merge", scratch / "done", scratch / "none", "--out", out}, "none/sweep.json"},
    };
    for (const Refused& refused : refusals) {
        const Outcome outcome = coalesce_run(refused.words);
        CAPTURE(refused.said);
        CAPTURE(outcome.err);
        CHECK(outcome.code == 2);
        CHECK(outcome.err.starts_with("coalesce: "));
        CHECK(outcome.err.find(refused.said) != std::string::npos);
        CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
        CHECK_FALSE(std::filesystem::exists(out));
    }
    const std::string difference = coalesce_run({"sweep", scratch / "other.json", "--out", scratch / "done"}).err;
    CHECK(difference.find("time.until: found 2 and 3") != std::string::npos);
    CHECK(coalesce_run({"sweep", scratch / "many.json", "--dry-run", "--yes"}).out.find("runs: 1200000") !=
          std::string::npos);
    CHECK(coalesce_run({"sweep", "--merge", scratch / "done"}).code == 1);  // 118 runs are missing
    const std::string help = coalesce_run({"sweep", "--help"}).out;
    for (const char* measure : {"time_of_phase:NAME", "plateau:K", "w1_heat", "wall_seconds", "risk_theory", "kl_bias"})
        CHECK(help.find(measure) != std::string::npos);
}
