#include "chart/prose.hpp"

namespace coalesce::chart {
namespace {

class SurfaceWords : public formula::WordMetrics {
  public:
    explicit SurfaceWords(Surface& surface) : surface_(surface) {}
    float width_of(const std::string& words, float size, bool strong) override {
        return surface_.width_of(words, {{}, size, strong});
    }
    bool wants_visual_order() const override { return !surface_.orders_text(); }

  private:
    Surface& surface_;
};

}  // namespace

formula::Layout lay_out(const formula::Text& text, const formula::Setting& setting, Surface& surface) {
    SurfaceWords words(surface);
    return formula::lay_out(text, setting, words);
}

void draw(const formula::Layout& layout, Surface& surface, Place at, const ProseInk& ink) {
    for (const formula::Run& run : layout.runs) {
        const Colour colour = run.typed ? ink.typed : run.strong ? ink.strong : ink.text;
        surface.on_base({at.x + run.x, at.y + run.y}, run.text, {colour, run.size, run.strong});
    }
    surface.glyphs(at, layout.glyphs, ink.text);
    for (const formula::Rule& rule : layout.rules)
        surface.rule({at.x + rule.x, at.y + rule.y}, {at.x + rule.x + rule.width, at.y + rule.y + rule.height},
                     ink.text);
}

}  // namespace coalesce::chart
