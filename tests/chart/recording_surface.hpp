#pragma once

#include <string>
#include <vector>

#include "chart/surface.hpp"
#include "formula/characters.hpp"

namespace coalesce::chart {

/// Keeps what is drawn on it. A character is half as wide as a line is high.
class RecordingSurface : public Surface {
  public:
    struct Drawn {
        std::string what;  ///< "line", "convex", …
        std::vector<Place> places;
        std::string text{};
        Colour colour{};
        Pixels pixels{};
        int clips = 0;  ///< clipping rectangles around it
    };
    std::vector<Drawn> all;
    std::vector<Place> clipped_to;  ///< corners of the last clipping rectangle

    std::vector<Drawn> of(const std::string& what) const {
        std::vector<Drawn> some;
        for (const Drawn& one : all)
            if (one.what == what) some.push_back(one);
        return some;
    }

    void line(std::span<const Place> points, const Stroke& stroke) override {
        add({"line", {points.begin(), points.end()}, {}, stroke.colour});
    }
    void convex(std::span<const Place> corners, Colour fill) override {
        add({"convex", {corners.begin(), corners.end()}, {}, fill});
    }
    void band(std::span<const Place> low, std::span<const Place> high, Colour fill) override {
        std::vector<Place> places(low.begin(), low.end());
        places.insert(places.end(), high.begin(), high.end());
        add({"band", places, {}, fill});
    }
    void rectangle(Place from, Place to, Colour fill) override { add({"rectangle", {from, to}, {}, fill}); }
    void frame(Place from, Place to, const Stroke& stroke) override { add({"frame", {from, to}, {}, stroke.colour}); }
    void circle(Place centre, float radius, Colour fill, const Stroke&) override {
        add({"circle", {centre, {radius, radius}}, {}, fill});
    }
    void picture(Place from, Place to, const Pixels& pixels) override { add({"picture", {from, to}, {}, {}, pixels}); }
    void text(Place at, const std::string& text, const Letters& letters, Align align) override {
        const float width = width_of(text, letters);
        at.x -= align == Align::left ? 0 : align == Align::centre ? width / 2 : width;
        add({"text", {at, {at.x + width, at.y + letters.size}}, text, letters.colour});
    }
    void upwards(Place at, const std::string& text, const Letters& letters) override {
        add({"upwards", {at}, text, letters.colour});
    }
    float width_of(const std::string& text, const Letters& letters) override {
        float characters = 0;
        for (const char c : text) characters += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
        return characters * letters.size / 2;
    }
    void glyphs(Place origin, std::span<const formula::Glyph> glyphs, Colour colour) override {
        for (const formula::Glyph& each : glyphs) {
            std::string character;
            formula::append(character, each.character);
            add({"glyph", {{origin.x + each.x, origin.y + each.y}}, character, colour});
        }
    }
    /// Notes the turn; places are those before it.
    void turn(Place about) override { add({"turn", {about}}); }
    void turn_back() override { add({"turn_back", {}}); }
    void clip(Place from, Place to) override {
        ++clips_;
        clipped_to = {from, to};
    }
    void unclip() override { --clips_; }
    int clips() const { return clips_; }

  private:
    void add(Drawn drawn) {
        drawn.clips = clips_;
        all.push_back(std::move(drawn));
    }

    int clips_ = 0;
};

}  // namespace coalesce::chart
