#include "view/ui.hpp"

#include <imgui_impl_opengl3.h>
#include <implot.h>

#include "embedded.hpp"
#include "formula/glyph_font.hpp"
#include "view/colours.hpp"
#include "view/system_fonts.hpp"

namespace coalesce {
namespace {

constexpr float font_size = 16;
ImFont* semibold = nullptr;
ImFont* formulas = nullptr;

ImFont* add_font(std::string_view name, bool merge) {
    const std::string_view bytes = embedded_file(name);
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.MergeMode = merge;
    // The atlas takes a mutable pointer, but only reads a font that it does not own.
    return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(const_cast<char*>(bytes.data()), static_cast<int>(bytes.size()),
                                                      font_size, &config);
}

ImFont* add_formula_font() {
    const std::string& bytes = formula::glyph_font();
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;
    config.OversampleH = 2;  // glyphs stand at fractions of a pixel
    return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(const_cast<char*>(bytes.data()), static_cast<int>(bytes.size()),
                                                      formula::glyph_font_size, &config);
}

ImVec4 rgb(unsigned hex, float alpha = 1) {
    return {static_cast<float>(hex >> 16 & 255) / 255, static_cast<float>(hex >> 8 & 255) / 255,
            static_cast<float>(hex & 255) / 255, alpha};
}

/// Greys and accent from which all widget colours are derived.
struct Ground {
    ImVec4 ground, panel, field, hovered, active, line, text, faint, accent;
};

Ground ground_of(Theme theme) {
    if (theme == Theme::light)
        return {rgb(0xFAFAF7), rgb(0xF3F2EC), rgb(0xE6E4DB), rgb(0xDAD8CD), rgb(0xCBC8BA),
                rgb(0xD3D0C4), rgb(0x22252A), rgb(0x6A6D70), rgb(0x1F6FB2)};
    return {rgb(0x0E1116), rgb(0x151A21), rgb(0x212833), rgb(0x2C3543), rgb(0x374254),
            rgb(0x2A323E), rgb(0xE4E7EB), rgb(0x8E98A5), rgb(0x58A6E6)};
}

void colour_widgets(const Ground& g, bool light) {
    if (light)
        ImGui::StyleColorsLight();
    else
        ImGui::StyleColorsDark();
    auto& c = ImGui::GetStyle().Colors;
    const auto accent = [&](float alpha) { return ImVec4(g.accent.x, g.accent.y, g.accent.z, alpha); };
    c[ImGuiCol_Text] = g.text;
    c[ImGuiCol_TextDisabled] = g.faint;
    c[ImGuiCol_WindowBg] = c[ImGuiCol_MenuBarBg] = g.panel;
    c[ImGuiCol_ChildBg] = ImVec4(0, 0, 0, 0);
    c[ImGuiCol_PopupBg] = g.panel;
    c[ImGuiCol_Border] = c[ImGuiCol_Separator] = c[ImGuiCol_TableBorderLight] = c[ImGuiCol_TableBorderStrong] = g.line;
    c[ImGuiCol_FrameBg] = c[ImGuiCol_Button] = c[ImGuiCol_TableHeaderBg] = g.field;
    c[ImGuiCol_FrameBgHovered] = c[ImGuiCol_ButtonHovered] = g.hovered;
    c[ImGuiCol_FrameBgActive] = c[ImGuiCol_ButtonActive] = g.active;
    c[ImGuiCol_TitleBg] = c[ImGuiCol_TitleBgActive] = c[ImGuiCol_TitleBgCollapsed] = g.panel;
    c[ImGuiCol_Header] = accent(0.22f);
    c[ImGuiCol_HeaderHovered] = accent(0.32f);
    c[ImGuiCol_HeaderActive] = accent(0.42f);
    c[ImGuiCol_SliderGrab] = c[ImGuiCol_CheckMark] = accent(0.9f);
    c[ImGuiCol_SliderGrabActive] = g.accent;
    c[ImGuiCol_SeparatorHovered] = c[ImGuiCol_ResizeGripHovered] = accent(0.5f);
    c[ImGuiCol_SeparatorActive] = c[ImGuiCol_ResizeGripActive] = accent(0.8f);
    c[ImGuiCol_ResizeGrip] = ImVec4(0, 0, 0, 0);
    c[ImGuiCol_ScrollbarBg] = ImVec4(0, 0, 0, 0);
    c[ImGuiCol_ScrollbarGrab] = g.hovered;
    c[ImGuiCol_ScrollbarGrabHovered] = g.active;
    c[ImGuiCol_Tab] = c[ImGuiCol_TabDimmed] = g.panel;
    c[ImGuiCol_TabHovered] = accent(0.35f);
    c[ImGuiCol_TabSelected] = c[ImGuiCol_TabDimmedSelected] = g.field;
    c[ImGuiCol_TabSelectedOverline] = g.accent;
    c[ImGuiCol_TabDimmedSelectedOverline] = accent(0.4f);
    c[ImGuiCol_DockingEmptyBg] = ImVec4(0, 0, 0, 0);
    c[ImGuiCol_DockingPreview] = accent(0.4f);
    c[ImGuiCol_NavCursor] = g.accent;
    c[ImGuiCol_TextSelectedBg] = accent(0.35f);
    c[ImGuiCol_ModalWindowDimBg] = ImVec4(0, 0, 0, light ? 0.25f : 0.5f);
}

void colour_plots(const Ground& g) {
    auto& c = ImPlot::GetStyle().Colors;
    c[ImPlotCol_FrameBg] = c[ImPlotCol_PlotBg] = ImVec4(0, 0, 0, 0);
    c[ImPlotCol_PlotBorder] = g.line;
    c[ImPlotCol_LegendBg] = ImVec4(g.panel.x, g.panel.y, g.panel.z, 0.85f);
    c[ImPlotCol_LegendBorder] = ImVec4(0, 0, 0, 0);
    c[ImPlotCol_AxisText] = c[ImPlotCol_LegendText] = c[ImPlotCol_TitleText] = c[ImPlotCol_InlayText] = g.text;
    c[ImPlotCol_AxisGrid] = ImVec4(g.faint.x, g.faint.y, g.faint.z, 0.22f);
    c[ImPlotCol_AxisTick] = ImVec4(g.faint.x, g.faint.y, g.faint.z, 0.5f);
}

void shape_widgets(float scale) {
    ImGuiStyle& style = ImGui::GetStyle();
    ImGuiStyle fresh;
    std::copy(std::begin(style.Colors), std::end(style.Colors), std::begin(fresh.Colors));
    style = fresh;
    style.WindowPadding = {12, 10};
    style.FramePadding = {8, 4};
    style.ItemSpacing = {8, 7};
    style.ItemInnerSpacing = {6, 4};
    style.FrameRounding = style.GrabRounding = style.PopupRounding = style.TabRounding = 4;
    style.WindowRounding = 6;
    style.ScrollbarRounding = 6;
    style.ScrollbarSize = 12;
    style.GrabMinSize = 12;
    style.WindowBorderSize = style.PopupBorderSize = 1;
    style.TabBarOverlineSize = 2;
    style.TabMinWidthShrink = 40;  // tabs shorten their names before they scroll
    // The close button appears only on a wide selected tab: on a narrow one it would lie where users click.
    style.TabCloseButtonMinWidthSelected = 96;
    style.TabCloseButtonMinWidthUnselected = FLT_MAX;
    style.DockingSeparatorSize = 2;
    style.WindowMenuButtonPosition = ImGuiDir_None;
    style.SeparatorTextBorderSize = 1;
    style.ScaleAllSizes(scale);
    style.FontSizeBase = font_size;
    style.FontScaleMain = scale;
}

void shape_plots(float s) {
    ImPlotStyle& style = ImPlot::GetStyle();
    const ImPlotStyle fresh;
    style.PlotPadding = {6 * s, 6 * s};
    style.LabelPadding = {5 * s, 4 * s};
    style.LegendPadding = {8 * s, 6 * s};
    style.LegendInnerPadding = {6 * s, 4 * s};
    style.MousePosPadding = style.LegendPadding;
    style.MajorTickLen = {4 * s, 4 * s};
    style.MinorTickLen = {2 * s, 2 * s};
    style.MajorTickSize = style.MinorTickSize = style.MajorGridSize = style.MinorGridSize = {s, s};
    style.PlotBorderSize = s;
    style.PlotDefaultSize = {fresh.PlotDefaultSize.x * s, fresh.PlotDefaultSize.y * s};
    style.PlotMinSize = {80 * s, 60 * s};
    style.FitPadding = {0, 0.08f};
}

}  // namespace

Ui::Ui(Theme theme, float scale)
    : theme_(theme),
      scale_(scale),
      outer_ui_(ImGui::GetCurrentContext()),
      outer_plots_(ImPlot::GetCurrentContext()),
      outer_semibold_(semibold),
      outer_formulas_(formulas) {
    ImGui::SetCurrentContext(ImGui::CreateContext());
    ImPlot::SetCurrentContext(ImPlot::CreateContext());
    ImGui::GetIO().IniFilename = nullptr;
    add_font("OpenSans-Regular.ttf", false);
    add_font("DejaVuSans.ttf", true);
    semibold = add_font("OpenSans-Semibold.ttf", false);
    add_font("DejaVuSans.ttf", true);
    formulas = add_formula_font();
    own_ui_ = ImGui::GetCurrentContext();
    own_plots_ = ImPlot::GetCurrentContext();
    own_semibold_ = semibold;
    own_formulas_ = formulas;
    ImGui_ImplOpenGL3_Init("#version 330 core");
    set_appearance(theme, scale);
}

void Ui::make_current() const {
    ImGui::SetCurrentContext(own_ui_);
    ImPlot::SetCurrentContext(own_plots_);
    semibold = own_semibold_;
    formulas = own_formulas_;
}

Ui::~Ui() {
    ImGui_ImplOpenGL3_Shutdown();
    forget_system_fonts();
    ImPlot::DestroyContext();
    ImGui::DestroyContext();
    ImGui::SetCurrentContext(outer_ui_);
    ImPlot::SetCurrentContext(outer_plots_);
    semibold = outer_semibold_;
    formulas = outer_formulas_;
}

void Ui::set_appearance(Theme theme, float scale) {
    theme_ = theme;
    scale_ = scale;
    const Ground ground = ground_of(theme);
    colour_widgets(ground, theme == Theme::light);
    shape_widgets(scale);
    colour_plots(ground);
    shape_plots(scale);
}

void Ui::begin_offscreen(int width, int height) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
    io.DeltaTime = 1.0f / 60;
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
}

void Ui::drop_offscreen() {
    ImGui::EndFrame();
}

void Ui::end_offscreen() {
    ImGui::Render();
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

ImFont* semibold_font() {
    return semibold;
}

chart::Screen chart_screen() {
    return {ImGui::GetStyle().FontScaleMain, semibold, formulas};
}

namespace palette {
ImVec4 theory(Theme theme) {
    return theme == Theme::light ? rgb(0xC8321E) : rgb(0xFF6B57);
}
chart::Stroke theory_on_map(float width, bool dashed) {
    return {ink(theory(Theme::dark)), width, dashed, {0, 0, 0, 1}};
}
ImVec4 measurement(Theme theme) {
    return theme == Theme::light ? rgb(0x1F6FB2) : rgb(0x58A6E6);
}
ImVec4 text(Theme theme) {
    return ground_of(theme).text;
}
ImVec4 faint_text(Theme theme) {
    return ground_of(theme).faint;
}
ImVec4 warning(Theme theme) {
    return theme == Theme::light ? rgb(0x9A5B00) : rgb(0xE6A23C);
}
ImVec4 phase(const std::string& name, Theme theme) {
    const bool light = theme == Theme::light;
    if (name == "alignment") return light ? rgb(0x1F8A7A) : rgb(0x45BBAA);
    if (name == "heat") return light ? rgb(0xB07A10) : rgb(0xDDA94E);
    if (name == "clustering") return light ? rgb(0xA8607A) : rgb(0xD490A8);
    if (name == "spreading") return light ? rgb(0x9A7448) : rgb(0xC7A377);
    if (name == "turning") return light ? rgb(0x4C7FA8) : rgb(0x7FB0D8);
    if (name == "mixing") return light ? rgb(0x6F8A3C) : rgb(0xA3BD6E);
    if (name == "steady") return light ? rgb(0x78808A) : rgb(0x98A1AB);
    return light ? rgb(0x7D5FB8) : rgb(0xA88BE0);
}
chart::Paper paper(Theme theme) {
    const Ground ground = ground_of(theme);
    return {ink(ground.ground), ink(ground.panel), ink(ground.line), ink(ground.text), ink(ground.faint)};
}
}  // namespace palette

}  // namespace coalesce
