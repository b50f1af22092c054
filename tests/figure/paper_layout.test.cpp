#include "figure/paper_layout.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace coalesce;
using namespace coalesce::figure;

namespace {

constexpr float width = chart::Page{}.width;

/// A run with as many empty panels as its figure has.
PaperRun empty_run(std::string_view name, std::size_t panels = 0) {
    const auto& specs = studies::paper_specs();
    PaperRun run;
    run.spec = &*std::find_if(specs.begin(), specs.end(), [&](const PaperSpec& spec) { return spec.name == name; });
    run.document = load_scene(name);
    run.panels.resize(panels > 0 ? panels : run.spec->panels.size());
    return run;
}

bool overlap(const chart::Box& a, const chart::Box& b) {
    return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

}  // namespace

TEST_CASE("spheres and plots of every figure lie on the page, none over another") {
    for (const PaperSpec& spec : studies::paper_specs()) {
        CAPTURE(spec.name);
        const Layout layout = layout_of(empty_run(spec.name));
        std::vector<chart::Box> all = layout.spheres;
        all.insert(all.end(), layout.plots.begin(), layout.plots.end());
        REQUIRE_FALSE(all.empty());
        for (std::size_t i = 0; i < all.size(); ++i) {
            CHECK(all[i].width > 0);
            CHECK(all[i].height > 0);
            CHECK(all[i].x >= 0);
            CHECK(all[i].right() <= width);
            CHECK(all[i].y > 0);  // the title is above
            CHECK(all[i].bottom() <= layout.height);
            for (std::size_t j = 0; j < i; ++j) CHECK_FALSE(overlap(all[i], all[j]));
        }
    }
}

TEST_CASE("a figure on the sphere has a square for each panel, side by side over the whole width") {
    for (const std::string_view name : {"ms1a", "ms2"}) {
        const PaperRun run = empty_run(name);
        const Layout layout = layout_of(run);
        REQUIRE(layout.spheres.size() == run.panels.size());
        CHECK(layout.spheres.front().x == 0);
        for (const chart::Box& sphere : layout.spheres) {
            CHECK(sphere.width == sphere.height);
            CHECK(sphere.y == layout.spheres.front().y);
        }
        CHECK(layout.spheres.back().right() == doctest::Approx(width));
    }
}

TEST_CASE("the alignment figures have one plot, and one more where the leading space rotates") {
    PaperRun run = empty_run("ms1b");
    CHECK(layout_of(run).plots.size() == 1);
    run.space.rotating = true;
    CHECK(layout_of(run).plots.size() == 2);
}

TEST_CASE("histograms of the circle stand in rows of three, and a row more makes the page higher") {
    const PaperRun three = empty_run("ms3", 3), five = empty_run("ms3", 5);
    const Layout low = layout_of(three), high = layout_of(five);
    CHECK(low.spheres.empty());
    REQUIRE(low.plots.size() == 3);
    REQUIRE(high.plots.size() == 5);
    CHECK(high.plots[3].x == high.plots[0].x);
    CHECK(high.plots[3].y > high.plots[2].bottom());
    CHECK(high.height > low.height);
}

TEST_CASE("the caption says when the kernel is too wide for the heat limit") {
    CHECK(caption_of(empty_run("ms1a")).empty());
    CHECK(caption_of(empty_run("ms3")).find("Wasserstein") != std::string::npos);
    PaperRun run = empty_run("ms2");
    run.heat.initial = {WrappedNormal{1, 0, 0.2}};
    run.document.scene.model.beta = 100;  // 1/√β = 0.1 rad, narrower than the components
    CHECK(caption_of(run).find("wider") == std::string::npos);
    run.document.scene.model.beta = 10;  // 0.32 rad
    CHECK(caption_of(run).find("= 0.32 rad, is wider than the components, 0.2 rad") != std::string::npos);
}
