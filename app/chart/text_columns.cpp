#include "chart/text_columns.hpp"

#include <algorithm>

#include "chart/clipping.hpp"
#include "chart/prose.hpp"

namespace coalesce::chart {
namespace {

/// Shares of the size of letters: room between paragraphs, and above and below a rule.
constexpr float between = 0.25f, around_rule = 0.45f;
/// Steps in which letters shrink, points.
constexpr float shrinking_step = 0.5f;

/// A line of text, a text with formulas, or a rule, in units from the column's upper left corner.
struct TextLine {
    Place at;
    float height = 0;
    std::string text{};
    Letters letters{};
    bool rule = false;
    formula::Layout prose{};
};

/// A column in letters of one size.
class Column {
  public:
    Column(const TextColumn& column, float width, float size, const Canvas& canvas, const Paper& paper)
        : canvas_(canvas), paper_(paper), width_(width), size_(size) {
        lines(column.title, {paper.text, size, true});
        bottom_ += around_rule * size;
        for (std::size_t k = 0; k < column.entries.size(); ++k) {
            if (k > 0) rule();
            for (const Paragraph& paragraph : column.entries[k]) add(paragraph);
        }
    }

    float height() const { return bottom_; }

    /// Draws as much as fits into a height.
    void draw(Place from, float height) {
        shorten(height);
        for (const TextLine& part : parts_) {
            const Place at{from.x + part.at.x, from.y + part.at.y}, line[] = {at, {at.x + width_, at.y}};
            if (part.rule)
                canvas_.surface.line(line, {paper_.line, canvas_.point});
            else if (!part.text.empty())
                canvas_.surface.text(at, part.text, part.letters);
            else
                chart::draw(part.prose, canvas_.surface, at,
                            {part.letters.colour, part.letters.colour, paper_.faint_text});
        }
    }

  private:
    void add(const Paragraph& paragraph) {
        const Letters letters{paragraph.colour, size_, paragraph.strong};
        if (paragraph.formulas)
            prose(paragraph.text, letters);
        else
            lines(paragraph.text, letters);
        if (!paragraph.beside.empty()) beside(paragraph.beside);
        bottom_ += between * size_;
    }

    void lines(const std::string& text, const Letters& letters) {
        const auto width_of = [&](const std::string& part) { return canvas_.surface.width_of(part, letters); };
        for (const std::string& line : broken(text, width_, width_of)) {
            parts_.push_back({{0, bottom_}, size_, line, letters});
            bottom_ += size_;
        }
    }

    void prose(const std::string& text, const Letters& letters) {
        TextLine part{.at = {0, bottom_}, .letters = letters};
        part.prose =
            lay_out(formula::parse(text), {.size = size_, .width = width_, .strong = letters.strong}, canvas_.surface);
        part.height = part.prose.height;
        bottom_ += part.height;
        parts_.push_back(std::move(part));
    }

    void beside(const std::string& text) {
        const Letters letters{paper_.faint_text, size_};
        const TextLine& last = parts_.back();
        const float left = canvas_.surface.width_of(last.text, last.letters) + 0.5f * size_;
        if (!last.text.empty() && left + canvas_.surface.width_of(text, letters) <= width_)
            parts_.push_back({{left, last.at.y}, size_, text, letters});
        else
            lines(text, letters);
    }

    void rule() {
        bottom_ += (around_rule - between) * size_;
        parts_.push_back({.at = {0, bottom_}, .height = size_, .rule = true});
        bottom_ += around_rule * size_;
    }

    /// Replaces what reaches below `height` by an ellipsis.
    void shorten(float height) {
        if (bottom_ <= height) return;
        const auto first = std::find_if(parts_.begin(), parts_.end(),
                                        [&](const TextLine& part) { return part.at.y + part.height + size_ > height; });
        parts_.erase(first, parts_.end());
        if (height >= size_) parts_.push_back({{0, height - size_}, size_, "…", {paper_.faint_text, size_}});
    }

    const Canvas& canvas_;
    const Paper& paper_;
    float width_, size_;
    float bottom_ = 0;
    std::vector<TextLine> parts_;
};

std::vector<Column> laid_out(const TextColumns& columns, float width, float size, const Canvas& canvas,
                             const Paper& paper) {
    std::vector<Column> all;
    for (const TextColumn& column : columns.columns) all.emplace_back(column, width, size, canvas, paper);
    return all;
}

}  // namespace

void draw_columns(const TextColumns& columns, const Canvas& canvas, const Paper& paper) {
    if (columns.columns.empty()) return;
    const auto count = static_cast<float>(columns.columns.size());
    const float point = canvas.point, height = columns.where.height * point;
    const float width = (columns.where.width - (count - 1) * columns.gap) / count * point;
    const auto fits = [&](const Column& column) { return column.height() <= height; };
    float size = columns.size;
    std::vector<Column> all = laid_out(columns, width, size * point, canvas, paper);
    while (size > columns.smallest && !std::all_of(all.begin(), all.end(), fits)) {
        size = std::max(columns.smallest, size - shrinking_step);
        all = laid_out(columns, width, size * point, canvas, paper);
    }
    Place from{columns.where.x * point, columns.where.y * point};
    for (Column& column : all) {
        column.draw(from, height);
        from.x += width + columns.gap * point;
    }
}

}  // namespace coalesce::chart
