#include "lab/board.hpp"

#include <algorithm>
#include <cmath>

#include "formula/text.hpp"
#include "view/prose.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

/// Width over height of a chart that is easy to read; a wider one is no better.
constexpr float good_shape = 1.5f;
/// Width of a colour bar with its numbers, ems.
constexpr float bar_width = 6.5f;

float title_height(const std::string& title, float width) {
    const formula::Setting setting{.size = ImGui::GetFontSize(), .width = width, .strong = true};
    return prose_layout(title, setting).height + ImGui::GetStyle().ItemSpacing.y;
}

void draw_title_of(const std::string& title, ImVec2 at, float width) {
    ImGui::SetCursorScreenPos(at);
    ImGui::PushTextWrapPos(at.x - ImGui::GetWindowPos().x + ImGui::GetScrollX() + width);
    show_prose(title, ImGui::GetStyleColorVec4(ImGuiCol_Text), true);
    ImGui::PopTextWrapPos();
}

/// Draws one chart under a title of `above` pixels.
chart::Drawn draw_cell(const BoardChart& shown, ImVec2 at, ImVec2 size, float above) {
    draw_title_of(shown.title, at, size.x);
    const float bar = shown.bar ? bar_width * ImGui::GetFontSize() : 0;
    const ImVec2 plot{size.x - bar, size.y - above};
    ImGui::SetCursorScreenPos({at.x, at.y + above});
    const std::string id = "##" + shown.name;
    const chart::Drawn drawn = chart::draw(shown.chart, id.c_str(), plot, chart_screen());
    if (!shown.bar) return drawn;
    const float gap = ImGui::GetStyle().ItemSpacing.x;
    ImGui::SetCursorScreenPos({at.x + plot.x + gap, at.y + above});
    chart::draw(*shown.bar, {bar - gap, plot.y}, chart_screen());
    return drawn;
}

}  // namespace

ImVec4 readout_colour(Readout::Kind kind, Theme theme) {
    switch (kind) {
        case Readout::Kind::faint:
            return palette::faint_text(theme);
        case Readout::Kind::measurement:
            return palette::measurement(theme);
        case Readout::Kind::theory:
            return palette::theory(theme);
        case Readout::Kind::warning:
            return palette::warning(theme);
        case Readout::Kind::plain:
            break;
    }
    return palette::text(theme);
}

BoardGrid board_grid(std::size_t charts, float width, float height) {
    BoardGrid best;
    best.rows = std::max<std::size_t>(charts, 1);
    float largest = 0;
    for (std::size_t columns = 1; columns <= charts; ++columns) {
        const std::size_t rows = (charts + columns - 1) / columns;
        const float across = width / static_cast<float>(columns);
        const float down = std::max(height / static_cast<float>(rows), lowest_board_row);
        const float size = std::min(across / good_shape, down);
        if (size <= largest) continue;
        largest = size;
        best = {columns, rows};
    }
    return best;
}

std::vector<chart::Drawn> draw_board(const std::vector<BoardChart>& charts, ImVec2 size) {
    std::vector<chart::Drawn> drawn;
    if (charts.empty()) return drawn;
    const float em = ImGui::GetFontSize();
    const ImVec2 gap = ImGui::GetStyle().ItemSpacing, start = ImGui::GetCursorScreenPos();
    const BoardGrid grid = board_grid(charts.size(), size.x / em, size.y / em);
    const auto columns = static_cast<float>(grid.columns), rows = static_cast<float>(grid.rows);
    const float cell = (size.x - gap.x * (columns - 1)) / columns;
    const float row = std::max(lowest_board_row * em, (size.y - gap.y * (rows - 1)) / rows);
    const std::size_t spare = grid.columns * grid.rows - charts.size();
    for (std::size_t r = 0, k = 0; r < grid.rows; ++r) {
        const auto cells_of = [&](std::size_t chart) { return chart == 0 ? 1 + spare : std::size_t{1}; };
        const auto width_of = [&](std::size_t chart) {
            const auto cells = static_cast<float>(cells_of(chart));
            return cells * cell + (cells - 1) * gap.x;
        };
        float above = 0;
        std::size_t end = k;
        for (std::size_t taken = 0; end < charts.size() && taken < grid.columns; taken += cells_of(end++))
            above = std::max(above, title_height(charts[end].title, width_of(end)));
        ImVec2 at{start.x, start.y + static_cast<float>(r) * (row + gap.y)};
        for (; k < end; ++k) {
            drawn.push_back(draw_cell(charts[k], at, {width_of(k), row}, above));
            at.x += width_of(k) + gap.x;
        }
    }
    // The next item is below the board, and a window that scrolls knows its height.
    ImGui::SetCursorScreenPos(start);
    ImGui::Dummy({size.x, rows * row + (rows - 1) * gap.y});
    return drawn;
}

void show_readout(const Readout& readout, Theme theme) {
    const ImVec4 colour = readout_colour(readout.kind, theme);
    if (formula::has_formula(readout.text)) return show_prose(readout.text, colour);
    ImGui::TextColored(colour, "%s", readout.text.c_str());
}

float draw_readouts(const std::vector<Readout>& readouts, float width, Theme theme) {
    const float em = ImGui::GetFontSize(), line = ImGui::GetTextLineHeightWithSpacing();
    const ImVec2 start = ImGui::GetCursorScreenPos();
    ImVec2 at = start;
    for (const Readout& readout : readouts) {
        const float taken = formula::has_formula(readout.text)
                                ? prose_layout(readout.text, {.size = ImGui::GetFontSize()}).width
                                : ImGui::CalcTextSize(readout.text.c_str()).x;
        if (at.x > start.x && at.x + taken > start.x + width) at = {start.x, at.y + line};
        ImGui::SetCursorScreenPos(at);
        ImGui::PushTextWrapPos(start.x - ImGui::GetWindowPos().x + width);
        show_readout(readout, theme);
        ImGui::PopTextWrapPos();
        // A number that grows by a digit moves its neighbours rarely.
        at.x += 3 * em * std::ceil((taken + 1.5f * em) / (3 * em));
        at.y += std::max(0.0f, ImGui::GetItemRectSize().y - ImGui::GetTextLineHeight());
    }
    const float height = readouts.empty() ? 0 : at.y + line - start.y;
    ImGui::SetCursorScreenPos({start.x, start.y + height});
    return height;
}

}  // namespace coalesce::lab
