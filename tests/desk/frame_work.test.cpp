// Cost of a frame of the panels, in vertices drawn and bytes allocated, not in seconds.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <new>

#include "coalesce/theory/heat.hpp"
#include "desk/panels.hpp"
#include "model/heat_kernel.hpp"
#include "view/gl_context.hpp"
#include "view/target.hpp"
#include "view/ui.hpp"

namespace {
thread_local std::size_t asked_for = 0;  // bytes, allocated by this thread
#ifdef __SANITIZE_ADDRESS__
constexpr bool counts_bytes = false;  // the sanitizer has its own, and distinguishes new from malloc
#else
constexpr bool counts_bytes = true;
#endif
}  // namespace

#ifndef __SANITIZE_ADDRESS__
// Replaces the operators of the whole test program. GCC 12 warns of a mismatch as soon as it inlines only one of them.
[[gnu::noinline]] void* operator new(std::size_t size) {
    asked_for += size;
    if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
#endif

using namespace coalesce;

namespace {

constexpr int width = 800, height = 900;

// Components narrower than 0.01 have no picture. A picture would be painted in the background, ready in one frame and
// not in another.
InitialLaw mixture(std::size_t components) {
    MixtureLaw law;
    for (std::size_t k = 0; k < components; ++k) {
        const double turn = 2.4 * static_cast<double>(k);
        law.components.push_back({1, {std::cos(turn), std::sin(turn), 0.5}, 0.002 + 1e-8 * static_cast<double>(k)});
    }
    return law;
}

InitialLaw azimuthal(std::size_t components) {
    AzimuthalLaw law;
    for (std::size_t k = 0; k < components; ++k)
        law.components.push_back(
            {1, std::remainder(2.4 * static_cast<double>(k), 6.28), 0.002 + 1e-8 * static_cast<double>(k)});
    return law;
}

struct Work {
    int vertices = 0;
    std::size_t bytes = 0;
};

/// Measures a frame of the panels that depend on the law, once they are at rest.
Work work_of(const InitialLaw& law) {
    const HeadlessContext context;
    Ui ui(Theme::dark, 1);
    OffscreenTarget target(width, height, 1);
    Desk desk;
    desk.run().document.scene.tokens.law = law;
    desk.run().edits.open(desk.run().document, desk.run().document, "test");
    desk.run().draft.reset(desk.run().document.scene.tokens, 3);
    desk.run().heat = heat_theory(desk.run().document.scene);
    const Frame frame;
    Work work;
    for (int k = 0; k < 6; ++k) {
        target.bind();
        ui.begin_offscreen(width, height);
        const std::size_t before = asked_for;
        for (const auto& draw :
             {+[](Desk&d, const Frame&f) { draw_tokens_panel(d, f); },
              +[](Desk&d, const Frame&) { draw_model_panel(d); }, +[](Desk&d, const Frame&) { draw_look_panel(d); },
              +[](Desk&d, const Frame&f) { draw_theory_panel(d, f); },
              +[](Desk&d, const Frame&f) { draw_plots_panel(d, f); }}) {
            ImGui::SetNextWindowPos({0, 0});
            ImGui::SetNextWindowSize({width, height});
            draw(desk, frame);
        }
        work.bytes = asked_for - before;
        ui.end_offscreen();
        work.vertices = ImGui::GetDrawData()->TotalVtxCount;
    }
    return work;
}

}  // namespace

TEST_CASE("a frame of the panels is the same work however many components a law has") {
    for (const auto& law : {mixture, azimuthal}) {
        const Work few = work_of(law(1000)), many = work_of(law(100'000));
        CAPTURE(few.vertices);
        CAPTURE(few.bytes);
        CHECK(few.vertices > 1000);
        // A longer number of components, and a shorter knob of the scroll bar, may differ.
        CHECK(std::abs(many.vertices - few.vertices) < 400);
        // A copy of 100 000 components is 4 MB.
        CHECK((few.bytes > 0) == counts_bytes);
        CHECK(many.bytes < few.bytes + 100'000);
    }
}

TEST_CASE("edits of one parameter, undone and redone, are the same work however many components a law has") {
    const auto bytes_of_edits = [](std::size_t components) {
        Desk desk;
        desk.run().playing = false;
        SceneDocument document;
        document.scene.tokens.count = 10;
        document.scene.tokens.law = mixture(components);
        desk.run().simulation = std::make_unique<LiveSimulation>(document.scene);
        desk.run().edits.open(desk.run().document, document, "test");
        const std::size_t before = asked_for;
        for (const double beta : {20, 21, 22}) {
            edit(desk, DocumentDiff(desk.run().document, "model.beta", beta), "model.beta");
            edit(desk, DocumentDiff(desk.run().document, "model.V", Matrix::rotation(3, beta)), "model.V");
            edit(desk, DocumentDiff(desk.run().document, "view.opacity", 1 / beta), "view.opacity");
        }
        while (desk.run().edits.can_undo()) undo(desk);
        while (desk.run().edits.can_redo()) redo(desk);
        CHECK(desk.run().document.scene.model.beta == 22);
        return asked_for - before;
    };
    const std::size_t few = bytes_of_edits(10), many = bytes_of_edits(100'000);
    CAPTURE(few);
    CHECK((few > 0) == counts_bytes);
    CHECK(many < few + 20'000);  // a copy of 100 000 components is 4 MB
}
