#include <algorithm>
#include <chrono>
#include <cmath>

#include "figure/canvas.hpp"
#include "lab/lab.hpp"
#include "lab/settings_json.hpp"
#include "lab/width_figures.hpp"
#include "lab/width_plots.hpp"
#include "model/error.hpp"
#include "model/files.hpp"
#include "model/npy.hpp"
#include "studies/infinite_width_matrices.hpp"

namespace coalesce::lab {
namespace {

using namespace figure;

/// samples.npy, limit.npy, kl.csv (against n), and a picture of three plots.
class InfiniteWidthLab : public Lab {
  public:
    InfiniteWidthLab(const std::vector<Assignment>& set, Theme theme) : theme_(theme) {
        assign(infinite_width_parameters(), set, settings_);
        check(settings_);
    }

    void compute(const Progress& progress) override {
        const auto start = std::chrono::steady_clock::now();
        const auto samples = static_cast<double>(settings_.samples);
        const double layer = samples * cost(settings_), limit = samples * limit_cost(settings_);
        const double all = layer + limit + sweep_cost();
        double before = 0;
        // In portions, so that the line moves.
        const auto draw = [&](WidthSamples& into, double work, const auto& sampler) {
            const std::int64_t portion = std::max<std::int64_t>(1, settings_.samples / 100);
            for (std::int64_t done = 0; done < settings_.samples; done += portion) {
                append(into, sampler(done, std::min(portion, settings_.samples - done)));
                progress((before + work * static_cast<double>(into.output.size()) / samples) / all);
            }
            before += work;
        };
        draw(layer_, layer, [&](std::int64_t first, std::int64_t count) {
            return settings_.matrices ? sample_matrices(settings_, first, count)
                                      : sample_layer(settings_, first, count);
        });
        seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        draw(limit_, limit,
             [&](std::int64_t first, std::int64_t count) { return sample_limit(settings_, first, count); });
        result_ = summarise(settings_, layer_, limit_);
        sweep_ = sweep_width(settings_, [&](const WidthSweep& so_far) {
            InfiniteWidth width = settings_;
            width.n = so_far.n.back();
            before += sweep_cost_at(width);
            progress(std::min(1.0, before / all));
            return true;
        });
        progress(1);
    }

    void write(const std::filesystem::path& folder) const override {
        write_npy(folder / "samples.npy", layer_.output, layer_.output.size(), 0);
        write_npy(folder / "limit.npy", limit_.output, limit_.output.size(), 0);
        std::string csv = "n,kl_mean,kl_deviation,kl_kernel_mean,kl_kernel_deviation\n";
        for (std::size_t k = 0; k < sweep_.n.size(); ++k) {
            csv += std::to_string(sweep_.n[k]);
            for (const SeedStatistics& s : {sweep_.kl[k], sweep_.kernel[k]})
                csv += format(",%.10g", s.mean) + format(",%.10g", s.deviation);
            csv += "\n";
        }
        write_file(folder / "kl.csv", csv);
    }

    std::string picture_name() const override { return "infinite-width"; }

    std::string to_json() const override {
        Json json{{"lab", "infinite-width"}};
        json["settings"] = settings_json(infinite_width_parameters(), settings_);
        json["sample_seconds"] = seconds_;
        json["kl"] = number_or_null(result_.kl);
        json["kl_bias"] = number_or_null(result_.kl_bias);
        json["kl_kernel"] = number_or_null(result_.kl_kernel);
        json["variance"] = result_.variance;
        json["variance_limit"] = result_.variance_limit;
        json["variance_infinite_heads"] = result_.infinite_heads;
        json["score_std_limit"] = result_.score_limit;
        json["kl_against_n"] = {{"seeds", sweep_.seeds}, {"samples", sweep_.samples}, {"points", Json::array()}};
        for (std::size_t k = 0; k < sweep_.n.size(); ++k)
            json["kl_against_n"]["points"].push_back({{"n", sweep_.n[k]},
                                                      {"mean", number_or_null(sweep_.kl[k].mean)},
                                                      {"deviation", number_or_null(sweep_.kl[k].deviation)}});
        return json.dump(2) + "\n";
    }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, theme_};
        const Rectangle last = places(canvas).back();
        return {.height = last.y + last.height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(
            canvas, "One attention layer of finite width, and its limit", width_source,
            {describe(settings_),
             "KL from the limit " + scientific(result_.kl) + " nats" +
                 (result_.kl_bias > 0 ? ", of which sampling adds about " + scientific(result_.kl_bias) : "") +
                 format("; Var y = %.4f", result_.variance) + format(", in the limit %.4f, ", result_.variance_limit) +
                 format("for infinitely many heads %.4f", result_.infinite_heads)});
        const std::vector<Rectangle> where = places(canvas);
        const PlotLook look{canvas.theme, canvas.scale};
        draw_plot_title(canvas, where[0], "Density of the output y");
        if (begin_plot("##density", where[0])) {
            width_density_plot(result_, look);
            ImPlot::EndPlot();
        }
        draw_plot_title(canvas, where[1], "Score of the first token with itself");
        if (begin_plot("##scores", where[1])) {
            width_score_plot(result_, look);
            ImPlot::EndPlot();
        }
        draw_plot_title(canvas, where[2], format("KL against n, %.0f seeds", sweep_.seeds));
        if (begin_plot("##kl", where[2])) {
            width_divergence_plot(sweep_, settings_.n, result_.kl, look);
            ImPlot::EndPlot();
        }
    }

  private:
    static std::vector<Rectangle> places(const Canvas& canvas) {
        return row(canvas.width, canvas.px(16), canvas.px(16), canvas.px(header_points(2) + 34), canvas.px(330), 3);
    }

    static void append(WidthSamples& to, const WidthSamples& from) {
        to.output.insert(to.output.end(), from.output.begin(), from.output.end());
        to.variance.insert(to.variance.end(), from.variance.begin(), from.variance.end());
        to.score.insert(to.score.end(), from.score.begin(), from.score.end());
    }

    // Work of a sample, in units of one of two heads and four tokens by the layer's law: for the estimate of the time
    // left, right to a factor of two.

    static double limit_cost(const InfiniteWidth& w) {
        return std::max(1.0, static_cast<double>(w.heads) * w.s * w.s / 32);
    }

    static double cost(const InfiniteWidth& w) {
        const auto n = static_cast<double>(w.n), heads = static_cast<double>(w.heads);
        if (w.matrices) return 0.02 * n * (n + 3 * heads * static_cast<double>(w.width_of_head()) + 4 * w.s);
        if (w.activation == Activation::clip) return limit_cost(w);
        const bool columns = w.gram == GramLaw::columns || (w.gram == GramLaw::automatic && w.n <= 256);
        return limit_cost(w) + (columns ? 0.1 * n : 6) * w.s * w.s / 16;
    }

    double sweep_cost_at(InfiniteWidth w) const {
        w.matrices = false;
        const double work = std::max(32.0, static_cast<double>(w.heads) * w.s * w.s);
        return 5 * std::max(500.0, 50'000 * 32 / work) * (cost(w) + limit_cost(w));
    }

    double sweep_cost() const {
        double sum = 0;
        for (InfiniteWidth w = settings_; const std::int64_t n : {4, 16, 64, 256, 1024, 4096, 16384, 65536}) {
            w.n = n;
            if (n >= w.head_width) sum += sweep_cost_at(w);
        }
        return sum;
    }

    static std::string describe(const InfiniteWidth& w) {
        std::string text = format("n = %.0f", static_cast<double>(w.n)) + format(", s = %.0f", w.s) +
                           format(", H = %.0f", static_cast<double>(w.heads));
        if (w.head_width > 0) text += format(", head width %.0f", static_cast<double>(w.head_width));
        text += w.activation == Activation::relu ? ", ReLU" : ", clip to ±100";
        text += w.scaling == ScoreScaling::linear ? ", scores / n" : ", scores / √n";
        return text + " · " + thousands(static_cast<std::size_t>(w.samples)) + " layers" +
               (w.matrices ? ", every matrix built" : "");
    }

    Theme theme_;
    InfiniteWidth settings_;
    WidthSamples layer_, limit_;
    WidthResult result_;
    WidthSweep sweep_;
    double seconds_ = 0;  ///< that drawing the finite layers took
};

std::unique_ptr<Lab> make(std::string_view picture, const std::vector<Assignment>& set, Theme theme) {
    if (!picture.empty()) return make_width_figure(picture, set, theme);
    return std::make_unique<InfiniteWidthLab>(set, theme);
}

}  // namespace

Entry infinite_width_entry() {
    return {.name = "infinite-width",
            .about = "One attention layer of random weights: output law at width n and in its limit",
            .reference = settings_reference(infinite_width_parameters()),
            .keys = keys_of(infinite_width_parameters()),
            .pictures = width_figures(),
            .make = make};
}

}  // namespace coalesce::lab
