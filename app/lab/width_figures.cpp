#include "lab/width_figures.hpp"

#include <algorithm>
#include <cmath>

#include "figure/canvas.hpp"
#include "lab/settings_json.hpp"
#include "lab/width_plots.hpp"
#include "model/error.hpp"
#include "model/files.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using namespace figure;

constexpr int seeds = 10;

enum class Varied { width, heads, scaling };

struct Spec {
    Picture picture;
    std::string_view title;
    Varied varied = Varied::width;
    std::vector<InfiniteWidth> settings{};
    bool divergence = true;  ///< the second plot is KL; else scores or nothing
};

std::vector<InfiniteWidth> widths(Activation activation) {
    std::vector<InfiniteWidth> all;
    for (const std::int64_t n : {16, 64, 256, 1024}) all.push_back({.n = n, .activation = activation});
    return all;
}

const std::vector<Spec>& specs() {
    static const std::vector<Spec> all = {
        {.picture = {"1", "densities for n = 16 to 1024 against the limit, and KL against n"},
         .title = "Wider layers approach a limit that is not Gaussian",
         .settings = widths(Activation::clip)},
        {.picture = {"2a", "scores at n = 256, divided by √n and by n"},
         .title = "Scores divided by √n stay random, divided by n they vanish",
         .varied = Varied::scaling,
         .settings = {{.n = 256}, {.n = 256, .scaling = ScoreScaling::linear}},
         .divergence = false},
        {.picture = {"2b", "densities for 1 and 256 heads at n = 256 against limit and Gaussian"},
         .title = "The output of one head is not Gaussian, that of 256 nearly is",
         .varied = Varied::heads,
         .settings = {{.n = 256, .heads = 1}, {.n = 256, .heads = 256}}},
        {.picture = {"3", "low rank: heads of width 64, n = 64 H, for 1, 4 and 16 heads"},
         .title = "Low rank: heads of width 64",
         .varied = Varied::heads,
         .settings = {{.n = 64, .heads = 1, .head_width = 64},
                      {.n = 256, .heads = 4, .head_width = 64},
                      {.n = 1024, .heads = 16, .head_width = 64}}},
        {.picture = {"5", "as 1 with ReLU"},
         .title = "ReLU makes tokens alike; wider layers approach its limit as well",
         .settings = widths(Activation::relu)}};
    return all;
}

/// One setting, over all seeds.
struct Case {
    InfiniteWidth settings;
    WidthResult result;  ///< of the first seed
    std::vector<WidthDivergence> divergences;

    SeedStatistics kl() const { return statistics(&WidthDivergence::value); }
    SeedStatistics kernel() const { return statistics(&WidthDivergence::kernel); }

  private:
    SeedStatistics statistics(double WidthDivergence::*member) const {
        std::vector<double> values;
        for (const WidthDivergence& divergence : divergences) values.push_back(divergence.*member);
        return over_seeds(values);
    }
};

class WidthFigure : public Lab {
  public:
    WidthFigure(const Spec& spec, const InfiniteWidth& user, Theme theme) : spec_(spec), theme_(theme) {
        for (InfiniteWidth settings : spec.settings) {
            settings.samples = user.samples;
            settings.seed = user.seed;
            cases_.push_back({settings, {}, {}});
        }
    }

    void compute(const Progress& progress) override {
        std::size_t done = 0;
        for (Case& one : cases_) {
            const InfiniteWidth& settings = one.settings;
            one.result = summarise(settings, sample_layer(settings, 0, settings.samples),
                                   sample_limit(settings, 0, settings.samples));
            for (int k = 0; k < seeds; ++k) {
                InfiniteWidth seeded = settings;
                seeded.seed += k;
                one.divergences.push_back(width_divergence(seeded));
                progress(static_cast<double>(++done) / static_cast<double>(seeds * cases_.size()));
            }
        }
    }

    std::vector<Check> checks() const override {
        if (spec_.varied != Varied::width) return {};
        int astray = 0;
        for (std::size_t k = 1; k < cases_.size(); ++k) astray += cases_[k].kl().mean >= cases_[k - 1].kl().mean;
        return {{"widths at which KL is no smaller than at the one before", static_cast<double>(astray), 0}};
    }

    void write(const std::filesystem::path& folder) const override {
        std::string csv = "figure,n,heads,head_width,activation,scaling,seed,samples,kl,kl_bias,kl_kernel\n";
        for (const Case& one : cases_)
            for (std::size_t k = 0; k < one.divergences.size(); ++k) {
                const InfiniteWidth& w = one.settings;
                csv += std::string(spec_.picture.name) + "," + std::to_string(w.n) + "," + std::to_string(w.heads) +
                       "," + std::to_string(w.width_of_head());
                csv += w.activation == Activation::relu ? ",relu" : ",clip";
                csv += w.scaling == ScoreScaling::linear ? ",linear," : ",sqrt,";
                csv += std::to_string(w.seed + static_cast<std::int64_t>(k)) + "," + std::to_string(w.samples) +
                       format(",%.10g", one.divergences[k].value) + format(",%.10g", one.divergences[k].bias) +
                       format(",%.10g\n", one.divergences[k].kernel);
            }
        write_file(folder / "kl.csv", csv);
    }

    std::string picture_name() const override { return "figure-" + std::string(spec_.picture.name); }

    std::string to_json() const override {
        Json json{{"lab", "infinite-width"},
                  {"figure", spec_.picture.name},
                  {"title", spec_.title},
                  {"source", width_source},
                  {"seeds", seeds}};
        json["kl"] = Json::array();
        for (const Case& one : cases_)
            json["kl"].push_back({{"settings", settings_json(infinite_width_parameters(), one.settings)},
                                  {"mean", number_or_null(one.kl().mean)},
                                  {"deviation", number_or_null(one.kl().deviation)},
                                  {"kernel_mean", number_or_null(one.kernel().mean)},
                                  {"kernel_deviation", number_or_null(one.kernel().deviation)},
                                  {"variance", one.result.variance},
                                  {"variance_limit", one.result.variance_limit}});
        add_acceptance(json, checks());
        return json.dump(2) + "\n";
    }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, theme_};
        const Rectangle last = places(canvas).back();
        return {.height = last.y + last.height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(canvas, std::string(spec_.title), width_source, lines());
        const std::vector<Rectangle> where = places(canvas);
        if (spec_.varied == Varied::scaling) {
            draw_plot_title(canvas, where[0], "Score of the first token with itself, divided by √n");
            draw_plot_title(canvas, where[1], "divided by n");
            for (std::size_t k = 0; k < 2; ++k)
                if (begin_plot(k == 0 ? "##sqrt" : "##linear", where[k])) {
                    width_score_plot(cases_[k].result, {canvas.theme, canvas.scale});
                    ImPlot::EndPlot();
                }
            return;
        }
        plot_densities(canvas, where[0]);
        plot_divergences(canvas, where[1]);
    }

  private:
    static std::vector<Rectangle> places(const Canvas& canvas) {
        return row(canvas.width, canvas.px(16), canvas.px(24), canvas.px(header_points(2) + 34), canvas.px(400), 2);
    }

    std::vector<std::string> lines() const {
        const InfiniteWidth& w = cases_.front().settings;
        const std::string samples = thousands(static_cast<std::size_t>(w.samples));
        const std::string common = std::string("s = 4") + (spec_.varied == Varied::width ? ", H = 2" : "") +
                                   (w.activation == Activation::relu ? ", ReLU" : ", clip to ±100") + " · " + samples +
                                   " layers each, " + std::to_string(seeds) + " seeds";
        if (!spec_.divergence) return {common, "Red: the law of the limit, N(0, 1) and the point 0."};
        return {
            common,
            "Densities: kernel estimates in blue, the limit in red. KL by conditional variances (blue), whose noise "
            "is below 10⁻⁶, and by kernels on the outputs (grey), as published."};
    }

    std::string name_of(const Case& one) const {
        return spec_.varied == Varied::width ? format("n = %.0f", static_cast<double>(one.settings.n))
                                             : format("H = %.0f", static_cast<double>(one.settings.heads));
    }

    /// Every curve of a case in one shade: nearer to the limit means stronger.
    float strength(std::size_t k) const {
        return cases_.size() < 2 ? 1 : 0.3f + 0.7f * static_cast<float>(k) / static_cast<float>(cases_.size() - 1);
    }

    void plot_densities(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where, "Density of the output y");
        if (!begin_plot("##density", where)) return;
        const ImVec4 blue = palette::measurement(canvas.theme), red = palette::theory(canvas.theme);
        double reach = 0, top = 0;
        for (const Case& one : cases_) {
            reach = std::max(reach, one.result.x.back());
            for (const auto* density : {&one.result.measured, &one.result.limit})
                top = std::max(top, *std::max_element(density->begin(), density->end()));
        }
        ImPlot::SetupAxes("y", "density");
        ImPlot::SetupAxesLimits(-reach, reach, 0, 1.08 * top, ImPlotCond_Always);
        output_ticks(reach);
        ImPlot::SetupLegend(ImPlotLocation_NorthEast);
        const auto draw_line = [&](const std::string& name, const std::vector<double>& x, const std::vector<double>& y,
                                   ImVec4 colour, float weight) {
            ImPlot::PlotLine(name.c_str(), x.data(), y.data(), static_cast<int>(x.size()),
                             line(colour, weight * canvas.scale));
        };
        for (std::size_t k = 0; k < cases_.size(); ++k) {
            const WidthResult& result = cases_[k].result;
            draw_line(name_of(cases_[k]), result.x, result.measured, faded(blue, strength(k)), 2.5f);
            // One limit for all widths, one for every number of heads.
            if (spec_.varied == Varied::heads)
                draw_line("limit", result.x, result.limit, faded(red, strength(k)), 1.5f);
        }
        const WidthResult& last = cases_.back().result;
        if (spec_.varied == Varied::width) draw_line("limit", last.x, last.limit, red, 2);
        dashed_gaussian("H → ∞ (dashed)", last.infinite_heads, reach, red, {canvas.theme, canvas.scale});
        ImPlot::EndPlot();
    }

    void plot_divergences(const Canvas& canvas, const Rectangle& where) const {
        const bool by_width = spec_.varied == Varied::width;
        draw_plot_title(canvas, where, std::string("KL from the limit against ") + (by_width ? "n" : "H"));
        if (!begin_plot("##kl", where)) return;
        std::vector<double> x;
        std::vector<SeedStatistics> kl, kernel;
        double low = INFINITY, high = 0;
        for (const Case& one : cases_) {
            x.push_back(static_cast<double>(by_width ? one.settings.n : one.settings.heads));
            kl.push_back(one.kl());
            kernel.push_back(one.kernel());
            low = std::min(low, kl.back().mean / 4);
            high = std::max({high, 3 * kl.back().mean, 3 * kernel.back().mean});
        }
        ImPlot::SetupAxes(by_width ? "width n" : "heads H", "KL (nats)");
        ImPlot::SetupAxisScale(ImAxis_X1, ImPlotScale_Log10);
        ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
        ImPlot::SetupAxesLimits(x.front() / 1.6, 1.6 * x.back(), low, high, ImPlotCond_Always);
        std::vector<std::string> labels;
        std::vector<const char*> texts;
        for (const double value : x) labels.push_back(format("%.0f", value));
        for (const std::string& label : labels) texts.push_back(label.c_str());
        ImPlot::SetupAxisTicks(ImAxis_X1, x.data(), static_cast<int>(x.size()), texts.data());
        power_ticks(ImAxis_Y1, low, high, 7);
        ImPlot::SetupLegend(ImPlotLocation_SouthWest);
        const PlotLook look{canvas.theme, canvas.scale};
        deviation_line("kernels on outputs", x, kernel, palette::faint_text(canvas.theme), look);
        deviation_line("conditional variances", x, kl, palette::measurement(canvas.theme), look);
        ImPlot::EndPlot();
    }

    const Spec& spec_;
    Theme theme_;
    std::vector<Case> cases_;
};

}  // namespace

std::vector<Picture> width_figures() {
    std::vector<Picture> pictures;
    for (const Spec& spec : specs()) pictures.push_back(spec.picture);
    return pictures;
}

std::unique_ptr<Lab> make_width_figure(std::string_view picture, const std::vector<Assignment>& set, Theme theme) {
    for (const Assignment& assignment : set) {
        const std::string_view key = std::string_view(assignment).substr(0, assignment.find('='));
        if (key == "samples" || key == "seed" || !find_in(infinite_width_parameters(), key)) continue;
        throw InputError("--set " + assignment + ": found a value for " + std::string(key) +
                         ", expected none: the figure sets it");
    }
    InfiniteWidth user;
    user.seed = 0;
    assign(infinite_width_parameters(), set, user);
    const auto spec =
        std::find_if(specs().begin(), specs().end(), [&](const Spec& s) { return s.picture.name == picture; });
    return std::make_unique<WidthFigure>(*spec, user, theme);
}

}  // namespace coalesce::lab
