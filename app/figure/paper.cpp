#include "figure/paper.hpp"

#include "figure/paper_layout.hpp"
#include "model/error.hpp"

namespace coalesce::figure {
namespace {

/// Camera distance in radii: the sphere fills its panel, which has no room to lose to a frame.
constexpr double closer = 2.8;

void validate(const Spec& spec, const SceneDocument& document) {
    if (document.scene.time.method == Method::adaptive)
        throw InputError("reproduce " + std::string(spec.name) +
                         ": time.method: found adaptive, expected layer or rk4: panels are taken by fixed steps");
    if (spec.kind == Kind::alignment) return;
    const HeatTheory heat = heat_theory(document.scene);
    if (!heat.valid)
        throw InputError("reproduce " + std::string(spec.name) +
                         ": there is no heat law to compare with: " + heat.why_not);
}

std::vector<std::string_view> used_keys(const Spec& spec) {
    std::vector<std::string_view> used{"tokens",     "model",  "time.method",       "time.dt",
                                       "time.until", "solver", "view.linking_angle"};
    if (spec.kind != Kind::alignment) used.emplace_back("view.histogram_bins");
    if (spec.kind == Kind::circle_heat) return used;
    used.emplace_back("view.leading_space");
    return with_sphere_keys(used);
}

class PaperFigure : public Figure {
  public:
    PaperFigure(const Spec& spec, SceneDocument document) : spec_(spec), document_(std::move(document)) {}

    void compute(const Progress& progress) override { run_ = simulate(spec_, document_, progress); }
    std::vector<Check> checks() const override { return figure::checks(run_); }
    std::string to_json() const override { return figure::to_json(run_); }

    Page page(int width, float scale) const override {
        const Layout layout = layout_of(run_, width, scale);
        Page page{.height = layout.height};
        ViewState view = document_.view;
        view.hud = false;
        view.distance = closer;
        for (std::size_t k = 0; k < layout.spheres.size(); ++k)
            page.spheres.push_back({layout.spheres[k], &run_.panels[k].frame, view});
        return page;
    }

    void draw(const Canvas& canvas) const override { draw_paper(run_, canvas); }

  private:
    const Spec& spec_;
    SceneDocument document_;
    Run run_;
};

}  // namespace

std::unique_ptr<Figure> make_paper(const Spec& spec, const std::vector<Assignment>& set, Theme theme) {
    std::vector<Assignment> assignments = spec.assignments;
    assignments.insert(assignments.end(), set.begin(), set.end());  // the user's come last and win
    SceneDocument document = load_scene(spec.name, assignments);
    take_only(spec.name, set, used_keys(spec));
    document.view.theme = theme;
    validate(spec, document);
    return std::make_unique<PaperFigure>(spec, std::move(document));
}

}  // namespace coalesce::figure
