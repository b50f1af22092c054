#include <doctest/doctest.h>
#include <glad/gl.h>
#include <imgui.h>

#include <string>

#include "figure/canvas.hpp"
#include "view/gl_context.hpp"
#include "view/image.hpp"
#include "view/target.hpp"
#include "view/ui.hpp"

using namespace coalesce;

namespace {

constexpr int width = 640, height = 120;

/// Renders the header of a figure with this title, line and legend entry.
Image header(const std::string& title, const std::string& line, const std::string& entry) {
    Ui ui(Theme::light, 1);
    const figure::Canvas canvas{width, height, ui.scale(), Theme::light};
    OffscreenTarget target(width, height);
    target.bind();
    glDisable(GL_SCISSOR_TEST);
    glClearColor(1, 1, 1, 1);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    ui.begin_offscreen(width, height);
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({width, height});
    ImGui::Begin("page", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground);
    figure::draw_header(canvas, title, "source", {line});
    figure::draw_legend(canvas, 80, {{entry, palette::measurement(canvas.theme)}});
    ImGui::End();
    ui.end_offscreen();
    Image image;
    target.read(image);
    return image;
}

}  // namespace

TEST_CASE("mathematics in a figure's lines and legends is set; a title, which can be a scene's name, stays as it is") {
    const HeadlessContext context;
    const Image set = header("run a_1", "Eₘₐₓ of V KᵀQ, W₁ at t = 10⁴", "n = 10¹²");
    CHECK(header("run a_1", "E_max of V K^T Q, W1 at t = 10^4", "n = 10^12").rgba == set.rgba);
    CHECK(header("run a₁", "Eₘₐₓ of V KᵀQ, W₁ at t = 10⁴", "n = 10¹²").rgba != set.rgba);
}
