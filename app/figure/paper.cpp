#include "studies/paper.hpp"

#include "figure/paper_layout.hpp"
#include "figure/studies.hpp"

namespace coalesce::figure {
namespace {

using studies::PaperRun;
using studies::PaperSpec;

/// Camera distance in radii: the sphere fills its panel, which has no room to lose to a frame.
constexpr double closer = 2.8;

class PaperFigure : public Figure {
  public:
    PaperFigure(const PaperSpec& spec, SceneDocument document) : spec_(spec), document_(std::move(document)) {}

    void compute(const Progress& progress) override { run_ = compute_paper(spec_, document_, progress); }
    studies::Result result() const override { return result_of(run_); }

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
    const PaperSpec& spec_;
    SceneDocument document_;
    PaperRun run_;
};

}  // namespace

std::unique_ptr<Figure> make_paper(const PaperSpec& spec, const std::vector<Assignment>& set, Theme theme) {
    SceneDocument document = paper_scene(spec, set);
    document.view.theme = theme;
    return std::make_unique<PaperFigure>(spec, std::move(document));
}

}  // namespace coalesce::figure
