#include "coalesce/sweep/sweep_folder.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <numeric>
#include <sstream>

#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"

using namespace coalesce;
namespace fs = std::filesystem;

namespace {

Sweep sweep_over(const std::string& betas) {
    return parse_sweep(R"({"coalesce_sweep": 1, "scene": {"dimension": 2, "tokens": {"count": 50}}, "axes":
        [{"key": "model.beta", "values": )" +
                           betas + R"(}], "seeds": 4, "measure": ["clusters", "energy"]})",
                       "test", {});
}

SweepRow row_of(std::size_t run) {
    return {{static_cast<double>(run), 0.1 * static_cast<double>(run)}, {}};
}

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Names of the files in a folder.
std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

/// The table of an undisturbed sweep.
std::string whole_table(const Sweep& sweep) {
    SweepTable table(sweep);
    for (std::size_t run = 0; run < sweep.runs(); ++run) table.put(run, row_of(run));
    return table.csv();
}

template <class Action>
std::string refusal(const Action& action) {
    try {
        action();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("rows that were put are there after an end without warning, and the same table comes out") {
    const PrivateFolder scratch;
    const fs::path out = scratch.path() / "o";
    const Sweep sweep = sweep_over("[1, 2, 3]");
    for (std::size_t run = 0; run < 12; run += 3) {
        SweepFolder folder(out, sweep, {});
        CHECK(folder.missing(SweepKeep::nothing).size() == 12 - run);
        for (std::size_t k = 0; k < 3; ++k) folder.put((5 * (run + k)) % 12, row_of((5 * (run + k)) % 12));
        // No finish(): the process is gone.
    }
    SweepFolder folder(out, sweep, {});
    CHECK(folder.missing(SweepKeep::nothing).empty());
    folder.finish();
    CHECK(text_of(out / "sweep.csv") == whole_table(sweep));
    CHECK(text_of(out / "sweep.json") == to_json(sweep));
    CHECK(names_in(out) == std::vector<std::string>{"sweep.csv", "sweep.json"});
}

TEST_CASE("a row that was torn is computed again, and those before it stay") {
    const PrivateFolder scratch;
    const fs::path out = scratch.path() / "o";
    const Sweep sweep = sweep_over("[1, 2, 3]");
    {
        SweepFolder folder(out, sweep, {});
        folder.finish();  // the table is there and has no row yet
    }
    {
        SweepFolder folder(out, sweep, {});
        for (const std::size_t run : {0u, 7u, 4u}) folder.put(run, row_of(run));
    }
    const std::string rows = text_of(out / "unfinished.rows");
    const std::string table = text_of(out / "sweep.csv");
    // Cuts the rows as a kill or a full disk might, with the table of before.
    for (std::size_t length = 0; length <= rows.size(); length += 7) {
        CAPTURE(length);
        fs::remove(out / "sweep.csv");
        std::ofstream(out / "unfinished.rows", std::ios::binary) << rows.substr(0, length);
        const auto lines =
            static_cast<std::size_t>(std::count(rows.begin(), rows.begin() + static_cast<long>(length), '\n'));
        SweepFolder folder(out, sweep, {});
        CHECK(folder.missing(SweepKeep::nothing).size() == 12 - lines);
        CHECK(text_of(out / "unfinished.rows").size() <= length);
        folder.put(9, row_of(9));
        CHECK(folder.table().count_known() == lines + 1);
    }
    SweepFolder folder(out, sweep, {});
    for (const std::size_t run : folder.missing(SweepKeep::nothing)) folder.put(run, row_of(run));
    folder.finish();
    CHECK(text_of(out / "sweep.csv") == whole_table(sweep));
    CHECK(table.size() < text_of(out / "sweep.csv").size());
}

TEST_CASE("shards in one folder, at work at the same time, leave one whole table") {
    const PrivateFolder scratch;
    const fs::path out = scratch.path() / "o";
    const Sweep sweep = sweep_over("[1, 2, 3]");
    {
        SweepFolder first(out, sweep, {1, 3}), second(out, sweep, {2, 3}), third(out, sweep, {3, 3});
        for (const std::size_t run : {0u, 3u, 6u, 9u}) {
            first.put(run, row_of(run));
            second.put(run + 1, row_of(run + 1));
            third.put(run + 2, row_of(run + 2));
        }
        second.finish();
        third.finish();
        first.finish();
    }
    CHECK(text_of(out / "sweep.csv") == whole_table(sweep));
    CHECK(names_in(out) == std::vector<std::string>{"sweep.csv", "sweep.json"});
}

TEST_CASE("folders of shards are joined; what is missing is counted, and a contradiction refused") {
    const PrivateFolder scratch;
    const Sweep sweep = sweep_over("[1, 2, 3]");
    std::vector<fs::path> folders;
    for (std::size_t index = 1; index <= 3; ++index) {
        folders.push_back(scratch.path() / std::to_string(index));
        SweepFolder folder(folders.back(), sweep, {index, 3});
        for (const std::size_t run : folder.missing(SweepKeep::nothing)) {
            CHECK(run % 3 == index - 1);
            folder.put(run, row_of(run));
        }
        if (index != 2) folder.finish();  // a shard that was killed has rows only
    }
    const SweepMerge two = merge_sweeps({folders[0], folders[2]}, scratch.path() / "two", {});
    CHECK(two.known == 8);
    CHECK(two.missing == 4);
    const SweepMerge all = merge_sweeps(folders, scratch.path() / "all", {});
    CHECK(all.known == 12);
    CHECK(all.missing == 0);
    CHECK(text_of(scratch.path() / "all/sweep.csv") == whole_table(sweep));
    // Into one of them.
    CHECK(merge_sweeps(folders, folders[0], {}).known == 12);
    CHECK(text_of(folders[0] / "sweep.csv") == whole_table(sweep));

    const Sweep other = sweep_over("[1, 2, 4]");
    SweepFolder(scratch.path() / "other", other, {}).finish();
    const std::string line = refusal([&] {
        merge_sweeps({folders[0], scratch.path() / "other"}, scratch.path() / "x", {});
    });
    CHECK(line.find("axes.0.values: found [1,2,3] and [1,2,4]") != std::string::npos);
    SweepFolder contradiction(scratch.path() / "c", sweep, {});
    contradiction.put(4, {{4, 77}, {}});
    CHECK(refusal([&] {
              merge_sweeps({folders[1], scratch.path() / "c"}, scratch.path() / "x", {});
          }).find("model.beta=2, seed=1: found another energy") != std::string::npos);
    CHECK_FALSE(fs::exists(scratch.path() / "x"));
}

TEST_CASE("a folder of another sweep is refused with what differs, and one that is at work too") {
    const PrivateFolder scratch;
    const fs::path out = scratch.path() / "o";
    const Sweep sweep = sweep_over("[1, 2, 3]"), other = sweep_over("[1, 2]");
    const SweepFolder folder(out, sweep, {});
    const std::string before = text_of(out / "sweep.json");
    CHECK(refusal([&] { SweepFolder(out, other, {}); }) ==
          out.string() +
              ": holds another sweep: axes.0.values: found [1,2,3] and [1,2] (there and now); "
              "expected the same sweep, or another folder");
    CHECK(refusal([&] { SweepFolder(out, sweep, {}); }).find("another process is at work on it") != std::string::npos);
    CHECK(text_of(out / "sweep.json") == before);
    // A table that was altered is no table of this sweep.
    const fs::path damaged = scratch.path() / "d";
    SweepFolder(damaged, sweep, {}).finish();
    std::ofstream(damaged / "sweep.csv", std::ios::app) << "1,1,2\n";
    CHECK(refusal([&] { SweepFolder(damaged, sweep, {}); }).find("sweep.csv: line 2: found 1,1,2, expected a row") !=
          std::string::npos);
    fs::remove(damaged / "sweep.json");
    CHECK(refusal([&] { SweepFolder(damaged, sweep, {}); }).find("without its sweep.json") != std::string::npos);
}

TEST_CASE("a run counts as done once what is to be kept of it is there") {
    const PrivateFolder scratch;
    const fs::path out = scratch.path() / "o";
    const Sweep sweep = sweep_over("[1, 2]");
    SweepFolder folder(out, sweep, {});
    for (std::size_t run = 0; run < 8; ++run) folder.put(run, row_of(run));
    CHECK(folder.missing(SweepKeep::nothing).empty());
    CHECK(folder.missing(SweepKeep::summary).size() == 8);
    for (std::size_t run = 0; run < 8; ++run)
        sweep.subject->run(sweep.point(run), sweep.measures, {}, run < 3 ? SweepKeep::tokens : SweepKeep::summary,
                           folder.make_cell(run));
    CHECK(folder.missing(SweepKeep::summary).empty());
    CHECK(folder.missing(SweepKeep::tokens).size() == 5);
    CHECK(names_in(out / "cells/0") == std::vector<std::string>{"scene.json", "summary.json", "tokens.npy"});
    CHECK(names_in(out / "cells/7") == std::vector<std::string>{"scene.json", "summary.json"});
}
