#include "view/rich_text.hpp"

#include <algorithm>
#include <cfloat>
#include <utility>

#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

ImFont* text_font(bool strong) {
    ImFont* semibold = semibold_font();
    return strong && semibold ? semibold : ImGui::GetFont();
}

float text_width(const std::string& text, bool strong, float size) {
    return text_font(strong)->CalcTextSizeA(size, FLT_MAX, 0, text.c_str()).x;
}

/// A word: pieces that no line break may part.
struct TextWord {
    struct Part {
        std::string text;
        bool strong;
        float width;
    };
    std::vector<Part> parts;
    float width = 0;
    bool ends_line = false;  ///< a line break follows
};

/// Collects words from stretches: blanks outside of formulas part them.
class TextWords {
  public:
    TextWords(float size, bool strong) : size_(size), strong_(strong) {}

    void add(const MarkupSpan& span) {
        if (span.kind == MarkupSpan::Kind::formula) return put(formula_in_a_line(span.text), strong_);
        const bool strong = strong_ || span.kind == MarkupSpan::Kind::emphasis;
        std::string part;
        for (const char c : span.text) {
            if (c != ' ' && c != '\n') {
                part += c;
                continue;
            }
            put(part, strong);
            part.clear();
            end(c == '\n');
        }
        put(part, strong);
    }

    std::vector<TextWord> finished() {
        end(false);
        return std::move(words_);
    }

  private:
    void put(const std::string& part, bool strong) {
        if (part.empty()) return;
        const float width = text_width(part, strong, size_);
        word_.parts.push_back({part, strong, width});
        word_.width += width;
    }
    void end(bool line) {
        word_.ends_line = line;
        if (!word_.parts.empty() || line) words_.push_back(std::move(word_));
        word_ = {};
    }

    float size_;
    bool strong_;
    TextWord word_;
    std::vector<TextWord> words_;
};

}  // namespace

RichText::RichText(std::string_view text, float size, float width, bool strong) : strong_(strong), size_(size) {
    if (reads_right_to_left(text))
        lay_out_from_right(without_markup(text), width);
    else
        lay_out(text, width);
    height_ = static_cast<float>(lines_) * line_height * size_;
}

void RichText::lay_out(std::string_view text, float width) {
    TextWords words(size_, strong_);
    for (const MarkupSpan& span : markup(text)) words.add(span);
    const float blank = text_width(" ", strong_, size_);
    float x = 0;
    bool first = true;
    for (const TextWord& word : words.finished()) {
        if (lines_ == 0) lines_ = 1;
        if (!first && x + blank + word.width > width) {
            ++lines_;
            x = 0;
            first = true;
        }
        if (!first) x += blank;
        for (const TextWord::Part& part : word.parts) {
            pieces_.push_back({part.text, part.strong, x, static_cast<float>(lines_ - 1) * line_height * size_});
            x += part.width;
        }
        widest_ = std::max(widest_, x);
        first = word.parts.empty();
        if (!word.ends_line) continue;
        ++lines_;
        x = 0;
        first = true;
    }
}

void RichText::lay_out_from_right(const std::string& text, float width) {
    // wrapped() measures with the present size of letters.
    const float scale = ImGui::GetFontSize() / size_;
    const std::string broken = wrapped(text, width * scale);
    for (std::size_t from = 0; from <= broken.size();) {
        const std::size_t end = std::min(broken.find('\n', from), broken.size());
        const std::string line = broken.substr(from, end - from);
        const float across = text_width(line, strong_, size_);
        pieces_.push_back({line, strong_, width - across, static_cast<float>(lines_) * line_height * size_});
        widest_ = width;
        ++lines_;
        from = end + 1;
    }
}

void RichText::draw(ImDrawList& list, ImVec2 at, ImU32 colour, ImU32 emphasis) const {
    const float above = 0.5f * (line_height - 1) * size_;
    for (const Piece& piece : pieces_)
        list.AddText(text_font(piece.strong), size_, {at.x + piece.x, at.y + piece.y + above},
                     piece.strong && !strong_ ? emphasis : colour, piece.text.c_str());
}

}  // namespace coalesce
