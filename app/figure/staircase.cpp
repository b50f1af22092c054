#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "figure/canvas.hpp"
#include "figure/results_json.hpp"
#include "figure/studies.hpp"
#include "figure/words.hpp"
#include "flow/simulation.hpp"
#include "model/error.hpp"
#include "theory/staircase.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

/// Close enough for the last merge at β = 4000 to come before the clock ends at 10^300, and far enough apart for the
/// first one at β = 500 to be a plateau (β(1-ρ) = 10); each wait is then about the square of the one before. Angles
/// 0, 0.28, 0.55, 0.75, 1.02 from 1.06 on, so that the middle stands at the top of the circle.
constexpr std::string_view scene_text = R"({
  "coalesce": 1,
  "name": "Five tokens on the circle",
  "dimension": 2,
  "tokens": {"law": {"kind": "points", "points": [
    [0.48887, 0.87236], [0.22875, 0.97348], [-0.03919, 0.99923], [-0.23693, 0.97153], [-0.48748, 0.87313]]}},
  "time": {"method": "adaptive", "dt": 0.01, "tolerance": 1e-9, "until": 1e300, "axis": "log"}
})";
constexpr double betas[] = {500, 1000, 2000, 4000};
/// What the tree of world lines is drawn for.
constexpr std::size_t shown = 2;
/// log10 of a merge time. The law leaves out, in the units of that time, what passes between 1-ρ = 1/β and the merge
/// and the softmax's denominators, both some e^{-β(1-ρ)}, and that the pair next in line creeps meanwhile, e^{-βΔ} with
/// Δ the difference of their 1-ρ. The smallest exponents here are 10 and 8: 3e-4 of a time, times a few for the angles.
constexpr double allowed_error = 0.005;

/// The first token of every token's cluster.
std::vector<std::size_t> partition(const Clustering& clustering) {
    std::vector<std::size_t> first(clustering.label.size());
    std::map<std::int32_t, std::size_t> seen;
    for (std::size_t i = 0; i < first.size(); ++i) first[i] = seen.emplace(clustering.label[i], i).first->second;
    return first;
}

struct Staircase {
    double beta = 0;
    std::vector<double> log_time, energy;     ///< log10 t, 2βE
    std::vector<std::vector<double>> angles;  ///< a row a token, radians
    std::vector<Merge> merges;
    std::vector<std::vector<std::size_t>> partitions;  ///< after each merge
    std::vector<PredictedMerge> predicted;
    std::uint64_t steps = 0;
};

/// Merges whose two clusters are not those of the law.
int wrong_merges(const Staircase& run) {
    int wrong = std::abs(static_cast<int>(run.predicted.size()) - static_cast<int>(run.merges.size()));
    std::vector<std::size_t> expected(run.angles.size());
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = i;
    for (std::size_t k = 0; k < std::min(run.predicted.size(), run.partitions.size()); ++k) {
        std::replace(expected.begin(), expected.end(), run.predicted[k].j, run.predicted[k].i);
        wrong += run.partitions[k] != expected;
    }
    return wrong;
}

double largest_error(const Staircase& run) {
    double largest = run.merges.empty() ? INFINITY : 0;
    for (std::size_t k = 0; k < std::min(run.predicted.size(), run.merges.size()); ++k)
        largest = std::max(largest, std::abs(std::log10(run.merges[k].time) - run.predicted[k].log10_time));
    return largest;
}

Staircase climb(Scene scene, double beta) {
    scene.model.beta = beta;
    Simulation simulation(scene);
    Staircase run;
    run.beta = beta;
    run.predicted = predicted_staircase(pairing_law(scene.model), simulation.cloud());
    run.angles.resize(simulation.cloud().size());
    const auto record = [&] {
        if (simulation.time() <= 0) return;
        run.log_time.push_back(std::log10(simulation.time()));
        run.energy.push_back(2 * beta * simulation.measure().energy);
        for (std::size_t i = 0; i < run.angles.size(); ++i) {
            const Vec3 x = simulation.cloud().token(i);
            run.angles[i].push_back(std::atan2(x[1], x[0]));
        }
        while (run.partitions.size() < simulation.merges().size())
            run.partitions.push_back(partition(simulation.clustering()));
    };
    simulation.measure();
    while (simulation.time() < scene.time.until) {
        simulation.step_towards(scene.time.until);
        record();
    }
    run.merges = simulation.merges();
    run.steps = simulation.steps();
    return run;
}

class StaircaseFigure : public Figure {
  public:
    explicit StaircaseFigure(SceneDocument document) : document_(std::move(document)) {}

    void compute(const Progress& progress) override {
        const auto start = std::chrono::steady_clock::now();
        for (const double beta : betas) {
            runs_.push_back(climb(document_.scene, beta));
            progress(static_cast<double>(runs_.size()) / static_cast<double>(std::size(betas)));
        }
        seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

    std::vector<Check> checks() const override {
        int wrong = 0;
        double largest = 0;
        for (const Staircase& run : runs_) {
            wrong += wrong_merges(run);
            largest = std::max(largest, largest_error(run));
        }
        return {{"merges that are not the predicted ones", static_cast<double>(wrong), 0},
                {"largest distance of log10(merge time) from the pairing law", largest, allowed_error}};
    }

    std::string to_json() const override {
        Json json{{"figure", "staircase"}, {"title", title}, {"source", source}};
        json["settings"] = {
            {"tokens", runs_.front().angles.size()},
            {"method", "adaptive"},
            {"tolerance", document_.scene.time.tolerance},
            {"initial_angles", initial_angles()},
            {"prediction", "pairing law step after step, every merged pair one weighted cluster where the two meet"}};
        json["scene"] = scene_json(document_);
        json["scene"]["model"].erase("beta");  // swept
        json["seconds"] = seconds_;
        json["runs"] = Json::array();
        for (const Staircase& run : runs_) {
            Json merges = Json::array();
            for (std::size_t k = 0; k < run.merges.size(); ++k) {
                Json merge{{"log10_time", std::log10(run.merges[k].time)},
                           {"masses", {run.merges[k].masses[0], run.merges[k].masses[1]}}};
                if (k < run.predicted.size()) merge["predicted_log10_time"] = run.predicted[k].log10_time;
                merges.push_back(merge);
            }
            json["runs"].push_back({{"beta", run.beta}, {"steps", run.steps}, {"merges", merges}});
        }
        add_acceptance(json, checks());
        return json.dump(2) + "\n";
    }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, document_.view.theme};
        return {.height = lower(canvas).front().y + lower(canvas).front().height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(canvas, title, source,
                    {thousands(runs_.front().angles.size()) + " tokens on S¹ from the same angles at every β · " +
                         matrices_text(document_.scene.model) + " · adaptive steps, doubling where nothing moves",
                     "Predicted: the pairing law, step after step; a merged pair is one token of their mass, where the "
                     "two meet."});
        std::vector<LegendEntry> legend{{"β =", ImVec4(0, 0, 0, 0)}};
        for (std::size_t k = 0; k < runs_.size(); ++k)
            legend.push_back({format("%.4g", runs_[k].beta), colour_of(k, canvas.theme)});
        legend.push_back({"predicted", palette::theory(canvas.theme)});
        draw_legend(canvas, 66, legend);
        plot_energy(canvas);
        plot_tree(canvas, lower(canvas)[0]);
        plot_errors(canvas, lower(canvas)[1]);
    }

  private:
    static constexpr const char* title = "The energy climbs a staircase; each step waits exp(β(1 − ρ))";
    static constexpr const char* source = "after Geshkovski, Koubbi, Polyanskiy, Rigollet, Dynamic metastability, §6";

    std::vector<double> initial_angles() const {
        std::vector<double> angles;
        for (const std::vector<double>& row : runs_.front().angles) angles.push_back(row.front());
        return angles;
    }

    ImVec4 colour_of(std::size_t k, Theme theme) const {
        return ramp(static_cast<double>(k) / static_cast<double>(runs_.size() - 1), theme);
    }

    Rectangle upper(const Canvas& canvas) const {
        return {canvas.px(16), canvas.px(header_points(2) + 8), canvas.width - canvas.px(32), canvas.px(270)};
    }
    std::vector<Rectangle> lower(const Canvas& canvas) const {
        const Rectangle above = upper(canvas);
        return row(canvas.width, canvas.px(16), canvas.px(20), above.y + above.height + canvas.px(44), canvas.px(250),
                   2);
    }

    /// log10 of the time until which the axes reach.
    static constexpr double end = 300;

    /// Twice-logarithmic time: waits at different β differ by powers.
    void plot_energy(const Canvas& canvas) const {
        if (!begin_plot("##energy", upper(canvas), ImPlotFlags_NoLegend)) return;
        constexpr double decades[] = {1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300};
        std::vector<double> ticks;
        std::vector<std::string> labels;
        std::vector<const char*> texts;
        for (const double d : decades) ticks.push_back(std::log10(d));
        for (const double d : decades) labels.push_back(power_of_ten(d));
        for (const std::string& label : labels) texts.push_back(label.c_str());
        ImPlot::SetupAxes("time t, on the scale of log log t", "energy 2βE");
        ImPlot::SetupAxisTicks(ImAxis_X1, ticks.data(), static_cast<int>(ticks.size()), texts.data());
        ImPlot::SetupAxesLimits(std::log10(1.5), std::log10(end), 0, 1.1, ImPlotCond_Always);
        for (std::size_t k = 0; k < runs_.size(); ++k) {
            std::vector<double> x, y;
            for (std::size_t i = 0; i < runs_[k].log_time.size(); ++i) {
                if (runs_[k].log_time[i] < 1) continue;
                x.push_back(std::log10(runs_[k].log_time[i]));
                y.push_back(runs_[k].energy[i]);
            }
            ImPlot::PlotLine(format("β = %.4g", runs_[k].beta).c_str(), x.data(), y.data(), static_cast<int>(x.size()),
                             line(colour_of(k, canvas.theme), 3 * canvas.scale));
        }
        for (const Staircase& run : runs_) mark_predicted(run, canvas);
        ImPlot::EndPlot();
    }

    /// A red mark across every jump, from a plateau Σ mass² to the next.
    static void mark_predicted(const Staircase& run, const Canvas& canvas) {
        double level = 1 / static_cast<double>(run.angles.size());
        for (const PredictedMerge& merge : run.predicted) {
            const double next = level + 2 * merge.masses[0] * merge.masses[1], at = std::log10(merge.log10_time);
            plot_dashes("predicted", {at, level - 0.04}, {at, next + 0.04},
                        line(palette::theory(canvas.theme), 1.6f * canvas.scale), canvas);
            level = next;
        }
    }

    void plot_tree(const Canvas& canvas, const Rectangle& where) const {
        const Staircase& run = runs_[shown];
        draw_plot_title(canvas, where, format("Angles of the tokens, β = %.4g", run.beta));
        if (!begin_plot("##tree", where, ImPlotFlags_NoLegend)) return;
        ImPlot::SetupAxes("time t", "angle (rad)", 0, ImPlotAxisFlags_AutoFit);
        const double last = run.predicted.empty() ? end : std::min(end, 1.1 * run.predicted.back().log10_time);
        ImPlot::SetupAxisLimits(ImAxis_X1, 0, last, ImPlotCond_Always);
        log10_ticks(ImAxis_X1, 0, last, 12);
        for (const std::vector<double>& angle : run.angles)
            ImPlot::PlotLine("##token", run.log_time.data(), angle.data(), static_cast<int>(angle.size()),
                             line(colour_of(shown, canvas.theme), 2.5f * canvas.scale));
        for (const PredictedMerge& merge : run.predicted) {
            const double x = merge.log10_time, y = std::atan2(merge.place[1], merge.place[0]);
            plot_dots("predicted", &x, &y, 1, dots(palette::theory(canvas.theme), 4.5f * canvas.scale));
        }
        ImPlot::EndPlot();
    }

    void plot_errors(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where, "Distance of log10(merge time) from the law");
        if (!begin_plot("##errors", where, ImPlotFlags_NoLegend)) return;
        const double last = end;
        ImPlot::SetupAxes("predicted time", "|measured − predicted|");
        ImPlot::SetupAxesLimits(0, last, -8.5, -1.5, ImPlotCond_Always);
        log10_ticks(ImAxis_X1, 0, last, 9);
        log10_ticks(ImAxis_Y1, -8.5, -1.5, 8);
        plot_dashes("asked", {0, std::log10(allowed_error)}, {last, std::log10(allowed_error)},
                    line(palette::faint_text(canvas.theme), 1.5f * canvas.scale), canvas);
        const ImVec2 place = ImPlot::PlotToPixels(last, std::log10(allowed_error));
        draw_text(canvas, ImGui::GetFont(), 14, {place.x - 8 * canvas.scale, place.y - 20 * canvas.scale}, Align::right,
                  palette::faint_text(canvas.theme), "asked");
        for (std::size_t k = 0; k < runs_.size(); ++k) {
            std::vector<double> x, y;
            for (std::size_t m = 0; m < std::min(runs_[k].merges.size(), runs_[k].predicted.size()); ++m) {
                x.push_back(runs_[k].predicted[m].log10_time);
                y.push_back(std::log10(std::max(std::abs(std::log10(runs_[k].merges[m].time) - x.back()), 1e-8)));
            }
            plot_dots(format("β = %.4g", runs_[k].beta).c_str(), x.data(), y.data(), static_cast<int>(x.size()),
                      dots(colour_of(k, canvas.theme), 5 * canvas.scale));
        }
        ImPlot::EndPlot();
    }

    SceneDocument document_;
    std::vector<Staircase> runs_;
    double seconds_ = 0;
};

/// The law must hold, and every merge come before the clock ends.
void validate(const Scene& scene) {
    const std::string where = "reproduce staircase: ";
    for (const double beta : betas) {
        Model model = scene.model;
        model.beta = beta;
        const PairingLaw law = pairing_law(model);
        if (!law.valid) throw InputError(where + "there is no pairing law to compare with: " + law.why_not);
        const Cloud cloud = draw(scene.tokens.law, 2, 0, 0);
        if (cloud.size() < 2 || cloud.size() > 20)
            throw InputError(where + "tokens.law: found " + std::to_string(cloud.size()) +
                             " points, expected 2 to 20 of them");
        const std::vector<PredictedMerge> merges = predicted_staircase(law, cloud);
        if (merges.size() + 1 < cloud.size() || merges.back().log10_time > 299)
            throw InputError(where +
                             format("tokens.law: at β = %.4g the last merge would come after t = 10^299, expected "
                                    "points that are nearer to each other",
                                    beta));
    }
}

}  // namespace

std::unique_ptr<Figure> make_staircase(const std::vector<Assignment>& set, Theme theme) {
    refuse("staircase", set, {"model.beta"}, "the figure sweeps it");
    refuse("staircase", set, {"tokens.seed", "tokens.count"},
           "its points are given by tokens.law and nothing is drawn");
    refuse("staircase", set, {"dimension", "tokens.law.kind"}, "it is about points on the circle");
    refuse("staircase", set, {"time.until", "time.method"}, "it runs in adaptive time until one cluster is left");
    SceneDocument document = parse_scene(scene_text, "staircase", set);
    take_only("staircase", set, {"tokens.law", "model", "time.dt", "time.tolerance", "solver"});
    validate(document.scene);
    document.view.theme = theme;
    return std::make_unique<StaircaseFigure>(std::move(document));
}

}  // namespace coalesce::figure
