#include "formula/layout.hpp"

#include <algorithm>

#include "formula/characters.hpp"
#include "formula/line.hpp"
#include "formula/setter.hpp"

namespace coalesce::formula {
namespace {

/// Chinese, Japanese and Korean characters, between which a line may end.
bool ideograph(char32_t c) {
    return (c >= 0x2E80 && c <= 0xD7AF && c != 0x3000) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x20000 && c <= 0x3FFFF);
}
/// Characters that begin no line.
bool closes(char32_t c) {
    constexpr std::u32string_view closing = U"、。，．）」』】〕》〉！？：；々ー";
    return closing.find(c) != std::u32string_view::npos;
}

class Typesetter {
  public:
    Typesetter(const Setting& setting, WordMetrics& words)
        : setting_(setting),
          words_(words),
          font_(MathFont::built_in()),
          setter_(font_, words, font_.match() * em_of_line * setting.size, setting.size, setting.strong) {}

    Layout run(const Text& text) {
        if (text.paragraphs.size() == 1 && text.paragraphs[0].pieces.empty()) return {};
        for (const Paragraph& paragraph : text.paragraphs) {
            if (&paragraph != &text.paragraphs.front()) y_ += setting_.after * setting_.size;
            break_lines(items_of(paragraph));
        }
        for (const Line& line : layout_.lines) layout_.width = std::max(layout_.width, line.width);
        layout_.height = y_;
        if (!layout_.lines.empty()) {
            layout_.ascent = layout_.lines.front().base;
            layout_.descent = y_ - layout_.lines.back().base;
        }
        flush();
        return std::move(layout_);
    }

  private:
    float width_of(const std::string& text, bool strong) const {
        return words_.width_of(text, setting_.size, strong || setting_.strong);
    }

    void add_words(const Words& words, std::vector<Item>& items) const {
        Item item{.strong = words.strong || setting_.strong};
        char32_t before = 0;
        const auto end_item = [&] {
            if (item.text.empty()) return;
            item.width = width_of(item.text, item.strong);
            item.glued = item.glued && item.kind == Item::Kind::word;
            items.push_back(item);
            item.text.clear();
            item.glued = false;
        };
        item.glued = !items.empty() && items.back().kind != Item::Kind::blank && !items.back().apart;
        for (std::size_t at = 0; at < words.text.size();) {
            const char32_t c = take_character(words.text, at);
            const bool blank = c == ' ' || c == '\t';
            const bool was_blank = item.kind == Item::Kind::blank;
            if (blank != was_blank || (!blank && (ideograph(c) || ideograph(before)) && !closes(c))) end_item();
            item.kind = blank ? Item::Kind::blank : Item::Kind::word;
            if (blank)
                item.text += ' ';
            else
                append(item.text, c);
            before = c;
        }
        end_item();
    }

    void add_formula(const Formula& formula, std::vector<Item>& items) const {
        bool glued =
            !formula.displayed && !items.empty() && items.back().kind != Item::Kind::blank && !items.back().apart;
        const Style style{formula.displayed ? 0 : 1, false};
        for (Piecewise& piece : setter_.set_pieces(formula.tree, style)) {
            Item item{.kind = Item::Kind::box, .box = std::move(piece.box), .gap = piece.gap, .glued = glued};
            item.apart = formula.displayed;
            item.width = item.box.width;
            items.push_back(std::move(item));
            glued = false;
        }
    }

    std::vector<Item> items_of(const Paragraph& paragraph) const {
        std::vector<Item> items;
        for (const formula::Piece& piece : paragraph.pieces) {
            if (const auto* words = std::get_if<Words>(&piece)) add_words(*words, items);
            if (const auto* formula = std::get_if<Formula>(&piece)) add_formula(*formula, items);
        }
        return items;
    }

    /// Returns the end of the unbreakable group that begins at `from`.
    static std::size_t group_end(const std::vector<Item>& items, std::size_t from) {
        std::size_t end = from + 1;
        while (end < items.size() && items[end].glued) ++end;
        return end;
    }

    void break_lines(std::vector<Item> items) {
        std::vector<Item> line;
        float x = 0;
        const auto finish = [&] {
            while (!line.empty() && line.back().kind == Item::Kind::blank) line.pop_back();
            put_line(line);
            line.clear();
            x = 0;
        };
        for (std::size_t k = 0; k < items.size();) {
            std::size_t end = group_end(items, k);
            if (!line.empty() && line.back().apart != items[k].apart) finish();
            const bool blank = items[k].kind == Item::Kind::blank;
            float width = line.empty() ? 0 : items[k].gap;
            for (std::size_t j = k; j < end; ++j) width += items[j].width;
            if (blank && line.empty()) {
                ++k;
                continue;
            }
            if (!line.empty() && !blank && setting_.width > 0 && x + width > setting_.width) {
                finish();
                continue;
            }
            if (setting_.width > 0 && width > setting_.width && !blank) fit(items, k, end);
            for (std::size_t j = k; j < end && j < items.size(); ++j) {
                x += (line.empty() ? 0 : items[j].gap) + items[j].width;
                line.push_back(std::move(items[j]));
            }
            k = std::max(k + 1, std::min(end, items.size()));
        }
        finish();
    }

    /// Makes a group that is wider than the lines fit: formulas become smaller, a long word is cut.
    void fit(std::vector<Item>& items, std::size_t from, std::size_t& end) const {
        float boxes = 0, others = 0;
        for (std::size_t k = from; k < end; ++k) (items[k].kind == Item::Kind::box ? boxes : others) += items[k].width;
        if (boxes > 0) {
            const float scale = std::max(0.2f, (setting_.width - std::min(others, 0.5f * setting_.width)) / boxes);
            for (std::size_t k = from; k < end; ++k)
                if (items[k].kind == Item::Kind::box && scale < 1) {
                    items[k].box = items[k].box.scaled(scale);
                    items[k].width = items[k].box.width;
                }
            return;
        }
        Item& word = items[from];
        std::string head;
        std::size_t at = 0;
        while (at < word.text.size()) {
            std::size_t next = at;
            take_character(word.text, next);
            const std::string longer = word.text.substr(0, next);
            if (!head.empty() && width_of(longer, word.strong) > setting_.width) break;
            head = longer;
            at = next;
        }
        end = from + 1;
        if (at >= word.text.size()) {
            if (end < items.size()) items[end].glued = false;
            return;
        }
        Item rest = word;
        rest.text = word.text.substr(at);
        rest.width = width_of(rest.text, rest.strong);
        rest.glued = false;
        word.text = head;
        word.width = width_of(head, word.strong);
        items.insert(items.begin() + static_cast<std::ptrdiff_t>(end), std::move(rest));
    }

    void put_line(const std::vector<Item>& items) {
        Line line{.ascent = rise_of_line * setting_.size, .descent = (1 - rise_of_line) * setting_.size};
        for (const Item& item : items) {
            line.ascent = std::max(line.ascent, item.box.ascent);
            line.descent = std::max(line.descent, item.box.descent);
        }
        if (!layout_.lines.empty()) y_ += setting_.leading * setting_.size;
        line.base = y_ + line.ascent;
        y_ = line.base + line.descent;
        first_.push_back({layout_.glyphs.size(), layout_.rules.size(), layout_.runs.size()});
        apart_.push_back(!items.empty() && items.front().apart);
        Box all;
        float x = 0;
        for (const Placed& placed : in_order(items, words_.wants_visual_order())) {
            if (placed.box) {
                x += placed.gap;
                all.add(*placed.box, x, line.base);
                x += placed.box->width;
            } else {
                x += put_words(placed, x, line.base, all);
            }
        }
        line.width = x;
        const auto take = [](auto& all_of, auto& more) { all_of.insert(all_of.end(), more.begin(), more.end()); };
        take(layout_.glyphs, all.glyphs);
        take(layout_.rules, all.rules);
        take(layout_.runs, all.runs);
        layout_.lines.push_back(line);
    }

    /// Blanks at the ends of a run are space, not text.
    float put_words(const Placed& placed, float x, float base, Box& all) const {
        const std::size_t from = placed.text.find_first_not_of(' '), end = placed.text.find_last_not_of(' ') + 1;
        const bool strong = placed.strong;
        if (from == std::string::npos) return width_of(placed.text, strong);
        const float before = from > 0 ? width_of(placed.text.substr(0, from), strong) : 0;
        const float after = end < placed.text.size() ? width_of(placed.text.substr(end), strong) : 0;
        const std::string text = placed.text.substr(from, end - from);
        const float width = width_of(text, strong);
        all.runs.push_back({text, x + before, base, setting_.size, width, strong});
        return before + width + after;
    }

    /// Moves lines to the right or into the middle; a displayed formula stands in the middle always.
    void flush() {
        const float room = std::max(setting_.width, layout_.width);
        first_.push_back({layout_.glyphs.size(), layout_.rules.size(), layout_.runs.size()});
        for (std::size_t k = 0; k < layout_.lines.size(); ++k) {
            const Flush to = apart_[k] ? Flush::centre : setting_.flush;
            if (to == Flush::left) continue;
            Line& line = layout_.lines[k];
            line.from = (room - line.width) * (to == Flush::centre ? 0.5f : 1);
            for (std::size_t j = first_[k].glyphs; j < first_[k + 1].glyphs; ++j) layout_.glyphs[j].x += line.from;
            for (std::size_t j = first_[k].rules; j < first_[k + 1].rules; ++j) layout_.rules[j].x += line.from;
            for (std::size_t j = first_[k].runs; j < first_[k + 1].runs; ++j) layout_.runs[j].x += line.from;
        }
    }

    struct First {
        std::size_t glyphs, rules, runs;
    };

    Setting setting_;
    WordMetrics& words_;
    const MathFont& font_;
    Setter setter_;
    Layout layout_;
    std::vector<First> first_;
    std::vector<bool> apart_;
    float y_ = 0;
};

}  // namespace

Layout lay_out(const Text& text, const Setting& setting, WordMetrics& words) {
    return Typesetter(setting, words).run(text);
}

}  // namespace coalesce::formula
