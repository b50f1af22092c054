#include <algorithm>
#include <chrono>
#include <cmath>

#include "figure/canvas.hpp"
#include "figure/fit.hpp"
#include "figure/kept_frames.hpp"
#include "figure/results_json.hpp"
#include "figure/studies.hpp"
#include "figure/words.hpp"
#include "model/error.hpp"
#include "theory/pairing.hpp"
#include "view/scene_view.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

/// Crowds of one width and of masses 0.5 to 0.04, far enough apart to contract before they feel each other.
constexpr std::string_view scene_text = R"({
  "coalesce": 1,
  "name": "Crowds of unequal mass",
  "dimension": 3,
  "tokens": {"count": 3000, "seed": 1, "law": {"kind": "mixture", "components": [
    {"weight": 0.5, "mean": [0.9, -0.4, 0.1], "std": 0.2},
    {"weight": 0.25, "mean": [0.3, 0.9, 0.3], "std": 0.2},
    {"weight": 0.13, "mean": [0.35, 0.2, -0.9], "std": 0.2},
    {"weight": 0.08, "mean": [0.2, -0.1, 1], "std": 0.2},
    {"weight": 0.04, "mean": [-0.55, 0.5, -0.7], "std": 0.2}]}},
  "model": {"beta": 20},
  "time": {"method": "adaptive", "dt": 0.01, "tolerance": 1e-5, "until": 1e12, "axis": "log"},
  "view": {"colour_by": "cluster", "yaw": 0.25, "pitch": 0.12}
})";
constexpr int columns = 6;

struct Attempt {
    std::vector<Measurement> series;
    std::vector<Phase> phases;
    std::vector<Merge> merges;
    std::vector<std::vector<double>> widths;  ///< a row a crowd: median angle from its centre, radians
    std::vector<Frame> panels;
    std::uint64_t steps = 0;
};

/// Crowds by falling mass: the component of the mixture whose mean is nearest at the start.
std::vector<std::vector<std::size_t>> crowds_of(const Cloud& cloud, const MixtureLaw& law) {
    std::vector<std::vector<std::size_t>> crowds(law.components.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 x = cloud.token(i);
        const auto nearest = std::max_element(
            law.components.begin(), law.components.end(),
            [&](const auto& a, const auto& b) { return dot(normalised(a.mean), x) < dot(normalised(b.mean), x); });
        crowds[static_cast<std::size_t>(nearest - law.components.begin())].push_back(i);
    }
    std::stable_sort(crowds.begin(), crowds.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    return crowds;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Median angle from the middle; the middle by medians too, since strays that another crowd draws away count little.
double width_of(const Cloud& cloud, const std::vector<std::size_t>& crowd) {
    Vec3 middle{};
    std::vector<double> values(crowd.size());
    for (int axis = 0; axis < 3; ++axis) {
        for (std::size_t k = 0; k < crowd.size(); ++k) values[k] = cloud.axis(axis)[crowd[k]];
        middle[static_cast<std::size_t>(axis)] = median(values);
    }
    middle = normalised(middle);
    for (std::size_t k = 0; k < crowd.size(); ++k) values[k] = angle_between(middle, cloud.token(crowd[k]));
    return median(values);
}

/// When its width has fallen to a tenth of what it was, by linear interpolation of the logarithms.
double collapse_time(const std::vector<Measurement>& series, const std::vector<double>& width) {
    for (std::size_t k = 1; k < width.size(); ++k) {
        if (width[k] > width.front() / 10) continue;
        const double now = std::log(std::max(width[k], 1e-16)), before = std::log(width[k - 1]);
        const double part = (std::log(width.front() / 10) - before) / (now - before);
        return series[k - 1].time + part * (series[k].time - series[k - 1].time);
    }
    return INFINITY;
}

class SaUsa : public Figure {
  public:
    explicit SaUsa(SceneDocument document) : document_(std::move(document)) {}

    void compute(const Progress& progress) override {
        const auto start = std::chrono::steady_clock::now();
        const double until = document_.scene.time.until, first = document_.scene.time.dt;
        std::vector<KeptFrames> frames;
        for (const Attention attention : {Attention::softmax, Attention::unnormalized}) {
            Scene scene = document_.scene;
            scene.model.attention = attention;
            Simulation simulation(scene);
            simulation.set_linking_angle(document_.view.linking_angle);
            const auto crowds = crowds_of(simulation.cloud(), std::get<MixtureLaw>(scene.tokens.law));
            if (std::any_of(crowds.begin(), crowds.end(), [](const auto& crowd) { return crowd.empty(); }))
                throw InputError("reproduce sa-usa: tokens.count: found " + std::to_string(simulation.cloud().size()) +
                                 ", expected so many that every component of the mixture has a token");
            masses_.clear();
            for (const auto& crowd : crowds)
                masses_.push_back(static_cast<double>(crowd.size()) / static_cast<double>(simulation.cloud().size()));
            frames.emplace_back(simulation, document_.view.histogram_bins);
            Attempt attempt;
            attempt.widths.resize(crowds.size());
            const auto record = [&] {
                attempt.series.push_back(simulation.measure());
                for (std::size_t k = 0; k < crowds.size(); ++k)
                    attempt.widths[k].push_back(width_of(simulation.cloud(), crowds[k]));
            };
            for (record(); simulation.time() < until; record()) {
                simulation.step_towards(until);
                frames.back().look(simulation);
                const double part = std::clamp(std::log(simulation.time() / first) / std::log(until / first), 0.0, 1.0);
                progress((static_cast<double>(attempts_.size()) + part) / 2);
            }
            attempt.phases = simulation.phases();
            attempt.merges = simulation.merges();
            attempt.steps = simulation.steps();
            attempts_.push_back(std::move(attempt));
        }
        choose_panels(frames);
        seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

    std::vector<Check> checks() const override;
    std::string to_json() const override;
    Page page(int width, float scale) const override;
    void draw(const Canvas& canvas) const override;

  private:
    static constexpr const char* title = "The same tokens under softmax and under unnormalised attention";
    static constexpr const char* source = "beyond the paper";
    static constexpr const char* names[] = {"softmax", "unnormalised"};

    /// The same times for both: the start, the end of softmax's heat phase, ten times that, and on in equal steps of
    /// log time to a decade after the last merge of either.
    void choose_panels(const std::vector<KeptFrames>& frames) {
        for (const Attempt& attempt : attempts_) {
            const double last = attempt.series.back().time;
            end_ = std::max(end_, attempt.merges.empty() ? last : std::min(last, 10 * attempt.merges.back().time));
        }
        double contracted = 1;
        for (const Phase& phase : attempts_.front().phases)
            if (phase.name == "pairing" && phase.from > 0) contracted = phase.from;
        std::vector<double> times{0, contracted};
        for (int k = 0; k < columns - 2; ++k)
            times.push_back(10 * contracted * std::pow(end_ / (10 * contracted), k / (columns - 3.0)));
        std::uint64_t sequence = 1;
        for (std::size_t a = 0; a < attempts_.size(); ++a)
            for (const double time : times) {
                attempts_[a].panels.push_back(frames[a].nearest(time));
                attempts_[a].panels.back().sequence = sequence++;
            }
        panel_times_ = times;
    }

    double collapsed(std::size_t attempt, std::size_t crowd) const {
        return collapse_time(attempts_[attempt].series, attempts_[attempt].widths[crowd]);
    }
    /// d log T / d log α by least squares.
    double fitted_exponent(std::size_t attempt) const;
    /// Where the law's line goes through the points best: mean of log10 T - slope log10 α.
    double level(std::size_t attempt) const;

    std::vector<Rectangle> spheres(const Canvas& canvas, std::size_t attempt) const;
    std::vector<Rectangle> plots(const Canvas& canvas) const;
    void plot_series(const Canvas& canvas, const Rectangle& where, bool energy) const;
    void plot_contraction(const Canvas& canvas, const Rectangle& where) const;

    SceneDocument document_;
    std::vector<Attempt> attempts_;
    std::vector<double> masses_;  ///< of the crowds
    std::vector<double> panel_times_;
    double end_ = 0;  ///< of the time axis
    double seconds_ = 0;
};

/// d log T / d log α: an isolated crowd of mass α contracts α times as fast as one of mass 1 when attention is not
/// normalised, and as fast when it is; exactly, by the equations.
constexpr double exponents[] = {0, -1};
/// Crowds of 120 tokens have a width, and so a time, of their own by some 1/sqrt(120) = 10 %; over the 1.1 decades of
/// mass that is 0.05 in the exponent, and pulls of the others are smaller.
constexpr double allowed_exponent_error = 0.1;

double SaUsa::level(std::size_t attempt) const {
    double sum = 0;
    for (std::size_t k = 0; k < masses_.size(); ++k)
        sum += std::log10(collapsed(attempt, k)) - exponents[attempt] * std::log10(masses_[k]);
    return sum / static_cast<double>(masses_.size());
}

double SaUsa::fitted_exponent(std::size_t attempt) const {
    std::vector<double> x, y;
    for (std::size_t k = 0; k < masses_.size(); ++k) {
        x.push_back(std::log10(masses_[k]));
        y.push_back(std::log10(collapsed(attempt, k)));
    }
    return fitted_line(x, y).slope;
}

std::vector<Check> SaUsa::checks() const {
    int wrong = 0;
    for (const Attempt& attempt : attempts_) wrong += attempt.series.back().clusters != 1;
    return {{"softmax: exponent of the contraction time over mass, distance from 0",
             std::abs(fitted_exponent(0) - exponents[0]), allowed_exponent_error},
            {"unnormalised: exponent of the contraction time over mass, distance from -1",
             std::abs(fitted_exponent(1) - exponents[1]), allowed_exponent_error},
            {"runs that do not end as one cluster", static_cast<double>(wrong), 0}};
}

std::string SaUsa::to_json() const {
    const Scene& scene = document_.scene;
    Json json{{"figure", "sa-usa"}, {"title", title}, {"source", source}};
    json["settings"] = {{"tokens", attempts_[0].panels[0].size()},
                        {"seed", scene.tokens.seed},
                        {"beta", scene.model.beta},
                        {"method", "adaptive"},
                        {"tolerance", scene.time.tolerance},
                        {"until", scene.time.until},
                        {"time_scale", "unnormalised: exp(beta(<x_i,x_j> - 1))"},
                        {"panels", "both rows at the same times"}};
    json["scene"] = scene_json(document_);
    json["scene"]["model"].erase("attention");  // both
    json["seconds"] = seconds_;
    for (std::size_t a = 0; a < attempts_.size(); ++a) {
        const Attempt& attempt = attempts_[a];
        Json run{{"attention", names[a]}, {"steps", attempt.steps}};
        run["phases"] = Json::array();
        for (const Phase& phase : attempt.phases)
            run["phases"].push_back({{"name", phase.name}, {"from", phase.from}, {"to", phase.to}});
        run["merges"] = Json::array();
        for (const Merge& merge : attempt.merges)
            run["merges"].push_back({{"time", merge.time}, {"masses", {merge.masses[0], merge.masses[1]}}});
        run["crowds"] = Json::array();
        for (std::size_t k = 0; k < masses_.size(); ++k)
            run["crowds"].push_back({{"mass", masses_[k]}, {"contraction_time", number_or_null(collapsed(a, k))}});
        run["exponent"] = number_or_null(fitted_exponent(a));
        json["runs"].push_back(run);
    }
    json["panel_times"] = panel_times_;
    add_acceptance(json, checks());
    return json.dump(2) + "\n";
}

std::vector<Rectangle> SaUsa::spheres(const Canvas& canvas, std::size_t attempt) const {
    const int side = canvas.width / columns, top = canvas.px(header_points(2) + 26);
    return row(canvas.width, 0, 0, top + static_cast<int>(attempt) * side, side, columns);
}

std::vector<Rectangle> SaUsa::plots(const Canvas& canvas) const {
    const Rectangle above = spheres(canvas, 1).front();
    return row(canvas.width, canvas.px(16), canvas.px(18), above.y + above.height + canvas.px(38), canvas.px(240), 3);
}

Page SaUsa::page(int width, float scale) const {
    const Canvas canvas{width, 0, scale, document_.view.theme};
    const Rectangle last = plots(canvas).back();
    Page page{.height = last.y + last.height + canvas.px(16)};
    ViewState view = document_.view;
    view.hud = false;
    view.distance = 2.8;
    view.leading_space = false;
    for (std::size_t a = 0; a < attempts_.size(); ++a) {
        const std::vector<Rectangle> places = spheres(canvas, a);
        for (std::size_t k = 0; k < places.size(); ++k)
            page.spheres.push_back({places[k], &attempts_[a].panels[k], view});
    }
    return page;
}

ImVec4 colour_of(std::size_t attempt, Theme theme) {
    if (attempt == 0) return palette::measurement(theme);
    const Rgb c = identity_colour(1, theme);
    return {c.r, c.g, c.b, 1};
}

void SaUsa::draw(const Canvas& canvas) const {
    const Scene& scene = document_.scene;
    draw_header(
        canvas, title, source,
        {thousands(attempts_[0].panels[0].size()) + " tokens on S², the same for both · " + matrices_text(scene.model) +
             format(" · β = %.4g", scene.model.beta) + " · adaptive steps · both rows at the same times",
         "Softmax contracts every crowd at one pace; without it a crowd of mass α contracts in a time that "
         "grows like 1/α."});
    draw_legend(canvas, 66,
                {{names[0], colour_of(0, canvas.theme)},
                 {names[1], colour_of(1, canvas.theme)},
                 {"law", palette::theory(canvas.theme)}});
    const std::vector<Rectangle> top = spheres(canvas, 0);
    for (std::size_t k = 0; k < top.size(); ++k)
        draw_text(canvas, semibold_font(), 16,
                  {static_cast<float>(top[k].x) + static_cast<float>(top[k].width) / 2,
                   static_cast<float>(top[k].y) - 24 * canvas.scale},
                  Align::centre, palette::text(canvas.theme), "t = " + scientific(panel_times_[k]));
    for (std::size_t a = 0; a < attempts_.size(); ++a)
        draw_text(canvas, semibold_font(), 16,
                  {12 * canvas.scale, static_cast<float>(spheres(canvas, a)[0].y) + 4 * canvas.scale}, Align::left,
                  colour_of(a, canvas.theme), names[a]);
    const std::vector<Rectangle> where = plots(canvas);
    plot_series(canvas, where[0], true);
    plot_series(canvas, where[1], false);
    plot_contraction(canvas, where[2]);
}

void SaUsa::plot_series(const Canvas& canvas, const Rectangle& where, bool energy) const {
    draw_plot_title(canvas, where, energy ? "Energy" : "Clusters");
    if (!begin_plot(energy ? "##energy" : "##clusters", where, ImPlotFlags_NoLegend)) return;
    const double left = -1, right = std::log10(end_);
    int most = 1;
    for (const Attempt& attempt : attempts_)
        for (const Measurement& now : attempt.series) most = std::max(most, now.clusters);
    const std::string number = "number, linked at " + linking_text(document_.view);
    ImPlot::SetupAxes("time t", energy ? "2βE" : number.c_str());
    ImPlot::SetupAxesLimits(left, right, 0, energy ? 1.08 : 1.1 * most, ImPlotCond_Always);
    log10_ticks(ImAxis_X1, left, right, 6);
    std::vector<double> marks;
    for (const double time : panel_times_) marks.push_back(std::log10(std::max(time, 1e-300)));
    ImPlot::PlotInfLines("##panels", marks.data(), static_cast<int>(marks.size()),
                         line(faded(palette::faint_text(canvas.theme), 0.5f), canvas.scale));
    for (std::size_t a = 0; a < attempts_.size(); ++a) {
        std::vector<double> x, y;
        for (const Measurement& now : attempts_[a].series) {
            x.push_back(std::log10(std::max(now.time, 1e-300)));
            y.push_back(energy ? 2 * document_.scene.model.beta * now.energy : now.clusters);
        }
        const ImPlotSpec spec = line(colour_of(a, canvas.theme), 2.5f * canvas.scale);
        if (energy)
            ImPlot::PlotLine(names[a], x.data(), y.data(), static_cast<int>(x.size()), spec);
        else
            ImPlot::PlotStairs(names[a], x.data(), y.data(), static_cast<int>(x.size()), spec);
    }
    ImPlot::EndPlot();
}

void SaUsa::plot_contraction(const Canvas& canvas, const Rectangle& where) const {
    draw_plot_title(canvas, where, "Time in which a crowd shrinks tenfold");
    if (!begin_plot("##contraction", where, ImPlotFlags_NoLegend)) return;
    const double left = std::log10(masses_.back()) - 0.15, right = std::log10(masses_.front()) + 0.15;
    double low = INFINITY, high = -INFINITY;
    std::vector<double> x;
    for (const double mass : masses_) x.push_back(std::log10(mass));
    std::vector<std::vector<double>> y(attempts_.size());
    for (std::size_t a = 0; a < attempts_.size(); ++a)
        for (std::size_t k = 0; k < masses_.size(); ++k) {
            y[a].push_back(std::log10(collapsed(a, k)));
            low = std::min(low, y[a].back());
            if (std::isfinite(y[a].back())) high = std::max(high, y[a].back());
        }
    constexpr double masses[] = {0.02, 0.05, 0.1, 0.2, 0.5, 1};
    std::vector<double> ticks;
    for (const double mass : masses) ticks.push_back(std::log10(mass));
    constexpr const char* labels[] = {"0.02", "0.05", "0.1", "0.2", "0.5", "1"};
    ImPlot::SetupAxes("mass of the crowd", "time");
    ImPlot::SetupAxesLimits(left, right, std::floor(low), high + 0.3, ImPlotCond_Always);
    ImPlot::SetupAxisTicks(ImAxis_X1, ticks.data(), 6, labels);
    log10_ticks(ImAxis_Y1, std::floor(low), high + 0.3, 5);
    for (std::size_t a = 0; a < attempts_.size(); ++a) {
        const double ends[] = {left, right};
        const double law[] = {level(a) + exponents[a] * left, level(a) + exponents[a] * right};
        ImPlot::PlotLine("law", ends, law, 2, line(palette::theory(canvas.theme), 2 * canvas.scale));
        plot_dots(names[a], x.data(), y[a].data(), static_cast<int>(x.size()),
                  dots(colour_of(a, canvas.theme), 5.5f * canvas.scale));
        const double at = left + (a == 0 ? 0.35 : 0.55) * (right - left);
        const ImVec2 place = ImPlot::PlotToPixels(at, level(a) + exponents[a] * at);
        draw_text(canvas, ImGui::GetFont(), 14, {place.x + 6 * canvas.scale, place.y - 24 * canvas.scale}, Align::left,
                  palette::theory(canvas.theme), a == 0 ? "the same for all" : "∝ 1/α");
    }
    ImPlot::EndPlot();
}

}  // namespace

std::unique_ptr<Figure> make_sa_usa(const std::vector<Assignment>& set, Theme theme) {
    refuse("sa-usa", set, {"model.attention"}, "the figure shows both");
    SceneDocument document = parse_scene(scene_text, "sa-usa", set);
    const Scene& scene = document.scene;
    const std::string where = "reproduce sa-usa: ";
    const auto* law = std::get_if<MixtureLaw>(&scene.tokens.law);
    if (scene.dimension != 3 || !law || law->components.size() < 2)
        throw InputError(where + "tokens.law: expected a mixture of two or more components on S^2");
    if (scene.time.method != Method::adaptive)
        throw InputError(where + "time.method: found a fixed step, expected adaptive: the figure spans decades");
    const PairingLaw pairing = pairing_law(scene.model);
    if (!pairing.valid) throw InputError(where + "crowds would not contract alike: " + pairing.why_not);
    take_only("sa-usa", set,
              with_sphere_keys({"tokens", "model", "time.method", "time.dt", "time.tolerance", "time.until", "solver",
                                "view.linking_angle"}));
    document.view.theme = theme;
    return std::make_unique<SaUsa>(std::move(document));
}

}  // namespace coalesce::figure
