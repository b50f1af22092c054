#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/infinite_width_study.hpp"
#include "coalesce/studies/width_figures.hpp"
#include "figure/page_parts.hpp"
#include "lab/boards.hpp"
#include "lab/lab.hpp"
#include "lab/width_figures.hpp"
#include "lab/width_plots.hpp"

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

    chart::Page page() const override {
        const WidthResult& found = study_.result;
        chart::Page page =
            titled_page("One attention layer of finite width, and its limit", studies::width_source,
                        {describe(study_.settings),
                         "KL from the limit " + short_text(found.kl) + " nats" +
                             (found.kl_bias > 0 ? ", of which sampling adds about " + short_text(found.kl_bias) : "") +
                             formatted("; Var y = %.4f", found.variance) +
                             formatted(", in the limit %.4f, ", found.variance_limit) +
                             formatted("for infinitely many heads %.4f", found.infinite_heads)});
        const std::vector<chart::Box> where = rows(first_row(2), 16, {{330, 3}});
        place(page, where[0], "Density of the output y", width_density_chart(found, theme_));
        place(page, where[1], "Score of the first token with itself", width_score_chart(found, theme_));
        place(page, where[2], formatted("KL against n, %.0f seeds", study_.sweep.seeds),
              width_divergence_chart(study_.sweep, study_.settings.n, found.kl, theme_));
        finish(page);
        return page;
    }

  private:
    static std::string describe(const InfiniteWidth& w) {
        return formatted("n = %.0f, ", static_cast<double>(w.n)) + width_words(w);
    }

    Theme theme_;
    studies::InfiniteWidthStudy study_;
};

std::unique_ptr<Lab> make_infinite_width(std::string_view picture, const std::vector<Assignment>& set, Theme theme) {
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
            .make = make_infinite_width};
}

}  // namespace coalesce::lab
