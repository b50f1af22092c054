// Pictures of theorems: what is drawn as measured is what the run has, and what is drawn as predicted is the formula.
#include "desk/theorem_pictures.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <variant>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/theory_monitor.hpp"
#include "formula/text.hpp"
#include "view/theorem_texts.hpp"

using namespace coalesce;

namespace {

/// A run with its rows and the frame of its present state.
class PicturedRun {
  public:
    explicit PicturedRun(Scene scene) : scene_(std::move(scene)), simulation_(scene_) { take(); }

    void steps(int count) {
        for (int k = 0; k < count; ++k) {
            simulation_.step();
            rows_.push_back(simulation_.measure());
        }
        take();
    }
    TheoremPicture picture(const std::string& name) {
        TheoremPictures pictures;
        return pictures.picture(name, {scene_, frame_, rows_, false, Theme::dark});
    }
    const Frame& frame() const { return frame_; }

  private:
    void take() {
        if (rows_.empty()) rows_.push_back(simulation_.measure());
        fill_frame(frame_, simulation_, default_histogram_bins);
        TheoryMonitor monitor(scene_, simulation_.initial_cloud());
        const Clustering clusters = simulation_.width_clustering();
        const TheoryMonitor::State state{
            simulation_.time(),   simulation_.cloud(),  clusters, simulation_.measure().alignment, simulation_.phases(),
            simulation_.merges(), simulation_.touched()};
        frame_.theory = monitor.compare(state, 100);
    }

    Scene scene_;
    Simulation simulation_;
    std::vector<Measurement> rows_;
    Frame frame_;
};

Scene scene_of(const char* name, std::int64_t most = 2000) {
    Scene scene = load_scene(name).scene;
    scene.tokens.count = std::min(scene.tokens.count, most);
    return scene;
}

/// The line of a chart with this name.
const chart::Line& line_of(const TheoremPicture& picture, const std::string& name) {
    for (const chart::Item& item : picture.chart.items)
        if (const auto* line = std::get_if<chart::Line>(&item); line && line->name == name) return *line;
    FAIL("no line named " << name);
    std::abort();
}

const chart::Dots& dots_of(const TheoremPicture& picture) {
    for (const chart::Item& item : picture.chart.items)
        if (const auto* dots = std::get_if<chart::Dots>(&item)) return *dots;
    FAIL("no dots");
    std::abort();
}

}  // namespace

TEST_CASE("every row has a sketch in every model, with curves that are numbers and a caption that is understood") {
    for (const char* scene : {"ms1b", "ms2", "ms3", "kuramoto", "unnormalised", "repulsion"})
        for (const TheoremText& text : theorem_texts()) {
            CAPTURE(scene);
            CAPTURE(text.name);
            const TheoremPicture sketch = theorem_sketch(std::string(text.name), load_scene(scene).scene, Theme::light);
            CHECK(sketch.sketch);
            CHECK_FALSE(sketch.chart.items.empty());
            CHECK_FALSE(sketch.caption.empty());
            CHECK(formula::problems(sketch.caption) == std::vector<std::string>{});
            for (const chart::Item& item : sketch.chart.items)
                if (const auto* line = std::get_if<chart::Line>(&item)) {
                    CHECK(line->x.size() > 3);
                    CHECK(std::all_of(line->y.begin(), line->y.end(), [](double y) { return std::isfinite(y); }));
                }
        }
    CHECK(theorem_sketch("no such row", Scene{}, Theme::dark).chart.items.empty());
}

TEST_CASE("the measured angle to E_max is that of the rows, and single tokens fall as the run does at large β") {
    Scene scene = scene_of("ms1a");
    scene.model.beta = 400;
    PicturedRun run(scene);
    run.steps(200);
    const TheoremPicture picture = run.picture("alignment to E_max");
    CHECK_FALSE(picture.sketch);
    const chart::Line& measured = line_of(picture, "measured");
    CHECK(measured.y.back() == run.frame().now.alignment);
    const chart::Line& single = line_of(picture, "single tokens, $\\beta \\to \\infty$");
    CHECK(single.x.back() <= measured.x.back());
    // 256 tokens of 2000: the mean angle has a standard error of about 0.03 rad at the start, and less later.
    for (std::size_t k = 0; k < single.x.size(); ++k) {
        const auto row = std::lower_bound(measured.x.begin(), measured.x.end(), single.x[k]);
        CHECK(std::abs(single.y[k] - measured.y[static_cast<std::size_t>(row - measured.x.begin())]) < 0.15);
    }
}

TEST_CASE("tokens of a nearly single-token flow are where the formula puts them") {
    Scene scene = scene_of("ms1a");
    scene.model.beta = 400;
    PicturedRun run(scene);
    run.steps(30);
    const TheoremPicture picture = run.picture("alignment flow");
    REQUIRE_FALSE(picture.sketch);
    const chart::Dots& dots = dots_of(picture);
    CHECK(dots.x.size() > 50);
    double mean = 0;
    for (std::size_t k = 0; k < dots.x.size(); ++k) mean += std::abs(dots.x[k] - dots.y[k]);
    // 1/sqrt(β) is 3°, the width within which tokens see each other.
    CHECK(mean / static_cast<double>(dots.x.size()) < 3);
}

TEST_CASE("the tokens' histogram about a bump of the sphere's heat limit has all mass, and so has the curve") {
    PicturedRun run(scene_of("sphere-heat", 5000));
    run.steps(2);
    const TheoremPicture picture = run.picture("heat limit");
    REQUIRE_FALSE(picture.sketch);
    const auto& bars = std::get<chart::Bars>(picture.chart.items.front());
    const chart::Line& curve = line_of(picture, "heat limit");
    const double width = M_PI / static_cast<double>(bars.height.size());
    double tokens = 0, law = 0;
    for (std::size_t k = 0; k < bars.height.size(); ++k) {
        tokens += bars.height[k] * width;
        law += curve.y[k] * width;
    }
    CHECK(std::abs(tokens - 1) < 1e-9);
    // The rule of 24 turns and 30 midpoints on bumps of 0.18 rad.
    CHECK(std::abs(law - 1) < 0.02);
}

TEST_CASE("at the start the ripples are those that the growth begins with") {
    PicturedRun run(scene_of("welcome"));
    const Comparison* row = nullptr;
    for (const Comparison& each : run.frame().theory)
        if (each.name == "growth of ripples") row = &each;
    REQUIRE(row);
    if (!row->valid) return;  // judged by the row's own tests
    const TheoremPicture picture = run.picture("growth of ripples");
    REQUIRE_FALSE(picture.sketch);
    const chart::Dots& measured = dots_of(picture);
    const chart::Line& predicted = line_of(picture, "start × exp(r t)");
    // Positions of a frame are floats.
    for (std::size_t k = 0; k < measured.y.size(); ++k) CHECK(std::abs(measured.y[k] - predicted.y[k]) < 1e-6);
}

TEST_CASE("three tokens at right angles have the inner product of the formula, read off the energy") {
    Scene scene;
    scene.tokens.law = PointsLaw{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {}};
    scene.tokens.count = 3;
    scene.model.beta = 2;
    scene.time.method = Method::rk4;
    scene.time.dt = 0.01;
    PicturedRun run(scene);
    run.steps(100);
    const TheoremPicture picture = run.picture("equiangular curve");
    REQUIRE_FALSE(picture.sketch);
    const chart::Line& measured = line_of(picture, "measured, by the energy");
    const chart::Line& predicted = line_of(picture, "by the formula");
    REQUIRE(measured.x.size() == predicted.x.size());
    // rk4 at dt = 0.01 is right to 1e-8; the field may be in single precision.
    for (std::size_t k = 0; k < measured.y.size(); ++k) CHECK(std::abs(measured.y[k] - predicted.y[k]) < 1e-5);
    CHECK(measured.y.back() > measured.y.front() + 0.05);
}
