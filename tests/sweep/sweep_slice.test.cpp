#include "coalesce/sweep/sweep_slice.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

using namespace coalesce;

namespace {

Sweep small_sweep() {
    return parse_sweep(R"({"coalesce_sweep": 1, "scene": {"dimension": 2, "tokens": {"count": 50}}, "axes":
        [{"key": "model.beta", "values": [1, 4]}, {"key": "tokens.count", "values": [10, 20, 30]}],
        "seeds": 4, "measure": ["clusters", "energy"]})",
                       "test", {});
}

}  // namespace

TEST_CASE("a cell has median, quartiles and extremes over its seeds") {
    const Sweep sweep = small_sweep();
    SweepTable table(sweep);
    // Cell β = 4, N = 20 is the fifth: runs 16 to 19. numpy.quantile([1, 2, 4, 9], [.25, .5, .75]) = 1.75, 3, 5.25.
    const double values[] = {4, 1, 9, 2};
    for (std::size_t seed = 0; seed < 4; ++seed) table.put(16 + seed, {{values[seed], -values[seed]}, {}});
    SweepSlice slice = first_slice(sweep);
    const SweepMatrix matrix = slice_of(table, slice);
    CHECK(matrix.columns == 2);
    CHECK(matrix.rows == 3);
    const SweepCell& cell = matrix.at(1, 1);
    CHECK(cell.first_run == 16);
    CHECK(cell.measured == 4);
    CHECK(cell.lower == 1.75);
    CHECK(cell.median == 3);
    CHECK(cell.upper == 5.25);
    CHECK(cell.least == 1);
    CHECK(cell.most == 9);
    CHECK(matrix.at(0, 0).empty());
    CHECK(std::isnan(matrix.at(0, 0).median));
    CHECK(matrix.low == 3.0);
    slice.measure = 1;
    CHECK(slice_of(table, slice).at(1, 1).median == -3);
    // The axes exchanged: the same cell at the mirrored place.
    slice.x = 1;
    slice.y = 0;
    CHECK(slice_of(table, slice).columns == 3);
    CHECK(slice_of(table, slice).at(1, 1).first_run == 16);
    CHECK(slice_of(table, slice).at(0, 2).first_run == 8);
}

TEST_CASE("failed runs and values that did not happen are counted and not averaged") {
    const Sweep sweep = small_sweep();
    SweepTable table(sweep);
    table.put(0, {{5, 0}, {}});
    table.put(1, {{}, "the step is too long"});
    table.put(2, {{std::nan(""), 0}, {}});
    const SweepCell cell = slice_of(table, first_slice(sweep)).at(0, 0);
    CHECK(cell.known == 3);
    CHECK(cell.failed == 1);
    CHECK(cell.first_failed == 1);
    CHECK(cell.measured == 1);
    CHECK(cell.median == 5);
}

TEST_CASE("a plane that is none of the sweep's is refused, and its table has a line a cell") {
    const Sweep sweep = small_sweep();
    SweepTable table(sweep);
    SweepSlice slice = first_slice(sweep);
    const std::string csv = csv_of(table, slice);
    CHECK(
        csv.starts_with("model.beta,tokens.count,clusters,lower_quartile,upper_quartile,least,most,seeds,failed\r\n"));
    CHECK(std::count(csv.begin(), csv.end(), '\n') == 7);
    slice.y = slice.x;
    CHECK_THROWS_AS(slice_of(table, slice), std::invalid_argument);
}
