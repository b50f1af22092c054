#include "figure/canvas.hpp"
#include "lab/lab.hpp"
#include "lab/width_figures.hpp"
#include "lab/width_plots.hpp"
#include "studies/infinite_width_study.hpp"
#include "studies/width_figures.hpp"

namespace coalesce::lab {
namespace {

using namespace figure;

/// A picture of three plots.
class InfiniteWidthLab : public Lab {
  public:
    InfiniteWidthLab(studies::InfiniteWidthStudy study, Theme theme) : theme_(theme), study_(std::move(study)) {}

    void compute(const Progress& progress) override {
        study_ = studies::compute_infinite_width(study_.settings, progress);
    }
    studies::Result result() const override { return result_of(study_); }
    std::string picture_name() const override { return "infinite-width"; }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, theme_};
        const Rectangle last = places(canvas).back();
        return {.height = last.y + last.height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(
            canvas, "One attention layer of finite width, and its limit", studies::width_source,
            {describe(study_.settings),
             "KL from the limit " + scientific(study_.result.kl) + " nats" +
                 (study_.result.kl_bias > 0 ? ", of which sampling adds about " + scientific(study_.result.kl_bias)
                                            : "") +
                 format("; Var y = %.4f", study_.result.variance) +
                 format(", in the limit %.4f, ", study_.result.variance_limit) +
                 format("for infinitely many heads %.4f", study_.result.infinite_heads)});
        const std::vector<Rectangle> where = places(canvas);
        const PlotLook look{canvas.theme, canvas.scale};
        draw_plot_title(canvas, where[0], "Density of the output y");
        if (begin_plot("##density", where[0])) {
            width_density_plot(study_.result, look);
            ImPlot::EndPlot();
        }
        draw_plot_title(canvas, where[1], "Score of the first token with itself");
        if (begin_plot("##scores", where[1])) {
            width_score_plot(study_.result, look);
            ImPlot::EndPlot();
        }
        draw_plot_title(canvas, where[2], format("KL against n, %.0f seeds", study_.sweep.seeds));
        if (begin_plot("##kl", where[2])) {
            width_divergence_plot(study_.sweep, study_.settings.n, study_.result.kl, look);
            ImPlot::EndPlot();
        }
    }

  private:
    static std::vector<Rectangle> places(const Canvas& canvas) {
        return row(canvas.width, canvas.px(16), canvas.px(16), canvas.px(header_points(2) + 34), canvas.px(330), 3);
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
    studies::InfiniteWidthStudy study_;
};

std::unique_ptr<Lab> make(std::string_view picture, const std::vector<Assignment>& set, Theme theme) {
    if (!picture.empty()) return make_width_figure(picture, set, theme);
    studies::InfiniteWidthStudy study;
    study.settings = studies::infinite_width_settings(set);
    return lab_of(std::move(study), theme);
}

}  // namespace

std::unique_ptr<Lab> lab_of(studies::InfiniteWidthStudy study, Theme theme) {
    return std::make_unique<InfiniteWidthLab>(std::move(study), theme);
}

Entry infinite_width_entry() {
    return {.name = "infinite-width",
            .about = "One attention layer of random weights: output law at width n and in its limit",
            .reference = settings_reference(infinite_width_parameters()),
            .keys = keys_of(infinite_width_parameters()),
            .pictures = width_figures(),
            .make = make};
}

}  // namespace coalesce::lab
