#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "coalesce/model/error.hpp"
#include "coalesce/sweep/sweep_compute.hpp"

using namespace coalesce;

namespace {

Sweep small_sweep() {
    return parse_sweep(R"({"coalesce_sweep": 1, "scene": {"dimension": 2, "tokens": {"count": 50}},
        "axes": [{"key": "model.attention", "values": ["softmax", "unnormalized"]},
                 {"key": "model.V", "values": [[[1, 0], [0, 1]], [[1, 0], [0, -1]]]},
                 {"key": "model.beta", "from": 0.1, "to": 0.3, "count": 3}],
        "seeds": [7, 2], "measure": ["clusters", "energy", "time_of_merge:1"]})",
                       "test", {});
}

std::size_t lines_in(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Rows that no run has, to be told apart.
void fill(SweepTable& table) {
    for (std::size_t run = 0; run < table.sweep().runs(); ++run) {
        if (run % 5 == 3)
            table.put(run, {{}, "found \"x\", expected y\nand no second line"});
        else
            table.put(run, {{static_cast<double>(run), 0.1 * static_cast<double>(run),
                             run % 2 ? std::numeric_limits<double>::quiet_NaN() : 1e300},
                            {}});
    }
}

}  // namespace

TEST_CASE("runs are numbered by axes, the last fastest, and then by seed") {
    const Sweep sweep = small_sweep();
    CHECK(sweep.cells() == 12);
    CHECK(sweep.runs() == 24);
    std::size_t run = 0;
    for (std::size_t a = 0; a < 2; ++a)
        for (std::size_t v = 0; v < 2; ++v)
            for (std::size_t b = 0; b < 3; ++b)
                for (std::size_t s = 0; s < 2; ++s) CHECK(sweep.place_of(run++) == std::vector{a, v, b, s});
    CHECK(sweep.point(23).set[0] == "model.attention=\"unnormalized\"");
    CHECK(sweep.point(23).set[2] == "model.beta=0.3");
    CHECK(sweep.point(23).seed == 2);
    CHECK(sweep.name_of(2) == "model.attention=softmax, model.V=[[1.0,0.0],[0.0,1.0]], model.beta=0.2, seed=7");
}

TEST_CASE("a table is read back from its text, and says the same again") {
    const Sweep sweep = small_sweep();
    SweepTable table(sweep);
    fill(table);
    const std::string text = table.csv();
    CHECK(text.starts_with("model.attention,model.V,model.beta,seed,clusters,energy,time_of_merge:1,status\n"));
    CHECK(text.find("\nsoftmax,\"[[1.0,0.0],[0.0,1.0]]\",0.1,7,0,0,1e+300,done\n") != std::string::npos);
    CHECK(lines_in(text) == 25);
    SweepTable again(sweep);
    again.read_csv(text, "again");
    CHECK(again.csv() == text);
    CHECK(again.count_known() == 24);
    CHECK(again.count_failed() == 5);
    CHECK(again.first_failed() == 3);
    // Rows alone, in any order, give the same table.
    SweepTable by_rows(sweep);
    for (std::size_t k = 0; k < 24; ++k) CHECK(by_rows.read_line(table.line((7 * k + 3) % 24)));
    CHECK(by_rows.csv() == text);
}

TEST_CASE("a part of a table has the rows that are known, in their order") {
    const Sweep sweep = small_sweep();
    SweepTable table(sweep), whole(sweep);
    fill(whole);
    for (const std::size_t run : {20u, 4u, 11u}) table.put(run, whole.row(run));
    const std::string text = table.csv();
    CHECK(lines_in(text) == 4);
    CHECK(text.find(",0.3,7,4,") < text.find(",0.3,2,11,"));
    CHECK(text.find(",0.3,2,11,") < text.find(",0.2,7,20,"));
    SweepTable again(sweep);
    again.read_csv(text, "again");
    CHECK(again.known(11));
    CHECK_FALSE(again.known(12));
}

TEST_CASE("no torn or altered row is taken") {
    const Sweep sweep = small_sweep();
    SweepTable table(sweep);
    fill(table);
    for (const std::size_t run : {0u, 3u, 17u}) {
        const std::string line = table.line(run);
        SweepTable other(sweep);
        for (std::size_t length = 0; length < line.size(); ++length)
            CHECK_FALSE(other.read_line(line.substr(0, length)));
        for (std::size_t k = 0; k < line.size(); ++k) {
            std::string altered = line;
            altered[k] = altered[k] == '1' ? '2' : '1';
            CHECK_FALSE(other.read_line(altered));
        }
        CHECK(other.count_known() == 0);
    }
}

TEST_CASE("a failure gives way to a row, and a row to nothing") {
    const Sweep sweep = small_sweep();
    SweepTable table(sweep);
    table.put(5, {{}, "out of memory"});
    CHECK(table.known(5));
    CHECK_FALSE(table.done(5));
    table.put(5, {{1, 2, 3}, {}});
    table.put(5, {{}, "again"});
    CHECK(table.done(5));
    CHECK(table.value(5, 1) == 2);
    CHECK(table.count_known() == 1);
    CHECK(table.count_failed() == 0);
}

TEST_CASE("a damaged table is refused with its line") {
    const Sweep sweep = small_sweep();
    SweepTable table(sweep);
    fill(table);
    const std::string text = table.csv();
    const auto refusal = [&](const std::string& damaged) -> std::string {
        SweepTable other(sweep);
        try {
            other.read_csv(damaged, "d/sweep.csv");
        } catch (const InputError& error) {
            return error.what();
        }
        return "";
    };
    CHECK(refusal(text).empty());
    CHECK(refusal("a" + text).starts_with("d/sweep.csv: found the columns amodel.attention,"));
    std::string foreign = text;
    foreign.replace(foreign.find(",0.2,"), 5, ",0.25,");
    CHECK(refusal(foreign).starts_with("d/sweep.csv: line 4: found softmax,"));
    CHECK(refusal(text.substr(0, text.size() - 3)).starts_with("d/sweep.csv: found no end of the last line"));
    CHECK(refusal(text + "softmax\n").starts_with("d/sweep.csv: line 26: found softmax, expected a row"));
}

TEST_CASE("rows do not depend on the number of runs at a time, and a run that fails leaves the others") {
    const Sweep sweep = parse_sweep(R"({"coalesce_sweep": 1, "scene": {"dimension": 2, "tokens": {"count": 3000},
        "time": {"method": "rk4", "tolerance": 1e-4}, "solver": {"method": "mesh"}}, "until": 0.3,
        "axes": [{"key": "model.noise", "values": [0, 0.1]}, {"key": "time.method", "values": ["rk4", "adaptive"]}],
        "seeds": 2, "measure": ["energy", "clusters", "mean_speed"]})",
                                    "test", {});
    const auto table = [&](int jobs) { return compute_sweep(sweep, {.jobs = jobs, .folder = {}, .stop = {}}).csv(); };
    const std::string one = table(1);
    CHECK(table(2) == one);
    CHECK(table(3) == one);
    CHECK(table(8) == one);
    // Adaptive steps take no noise.
    const SweepTable rows = compute_sweep(sweep);
    CHECK(rows.count_failed() == 2);
    CHECK(rows.first_failed() == 6);
    CHECK(rows.failure(6) == "model.noise: adaptive steps need 0, found 0.1");
    for (std::size_t run = 0; run < 6; ++run) CHECK(rows.done(run));
}

TEST_CASE("a stop ends a sweep without rows of runs that were under way") {
    const Sweep sweep = parse_sweep(R"({"coalesce_sweep": 1, "scene": {"tokens": {"count": 2000}}, "until": 1000,
        "axes": [{"key": "model.beta", "values": [5, 50, 7, 8]}], "measure": ["energy"]})",
                                    "test", {});
    std::atomic<bool> flag = true;
    CHECK_THROWS_AS(compute_sweep(sweep, {.folder = {}, .stop = StopToken(flag)}), Stopped);
}
