#include "coalesce/studies/paper.hpp"

#include "figure/page_parts.hpp"
#include "figure/paper_layout.hpp"
#include "figure/studies.hpp"

namespace coalesce::figure {
namespace {

using studies::PaperRun;
using studies::PaperSpec;

class PaperFigure : public Figure {
  public:
    PaperFigure(const PaperSpec& spec, SceneDocument document) : spec_(spec), document_(std::move(document)) {}

    void compute(const Progress& progress) override { run_ = compute_paper(spec_, document_, progress); }
    studies::Result result() const override { return result_of(run_); }

    chart::Page page() const override {
        const Layout layout = layout_of(run_);
        chart::Page page = paper_page(run_, layout);
        const ViewState view = panel_view(document_.view);
        for (std::size_t k = 0; k < layout.spheres.size(); ++k)
            page.spheres.push_back({layout.spheres[k], &run_.panels[k].frame, view});
        return page;
    }

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
