#include "chart/imgui_surface.hpp"

#include <implot.h>
#include <implot_internal.h>  // text that reads upwards

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "formula/glyph_font.hpp"

namespace coalesce::chart {
namespace {

/// Points of a dash and of the gap after it.
constexpr float dash_length = 7;
/// Cosine of the turn from which a corner is left open: a mitre of a noisy curve would reach ten widths beyond it.
constexpr float sharp = 0.6f;
/// Pixels between points that are told apart.
constexpr float apart = 0.4f;

ImVec2 vec(Place p) {
    return {p.x, p.y};
}

ImU32 packed(Colour c) {
    return ImGui::GetColorU32(ImVec4(c.r, c.g, c.b, c.a));
}

/// A thin line along an axis, moved into the middle of its pixels, where it is not smeared over two rows of them; none
/// for other lines.
std::optional<std::array<Place, 2>> hairline(std::span<const Place> points, float width) {
    if (points.size() != 2 || width > 1.25f) return std::nullopt;
    std::array<Place, 2> moved{points[0], points[1]};
    const bool upright = moved[0].x == moved[1].x;
    if (!upright && moved[0].y != moved[1].y) return std::nullopt;
    for (Place& place : moved) {
        float& across = upright ? place.x : place.y;
        across = std::floor(across) + 0.5f;
    }
    return moved;
}

/// Cuts a curve into dashes of one length, measured along it.
std::vector<std::vector<Place>> dashes_of(std::span<const Place> points, float length) {
    std::vector<std::vector<Place>> dashes;
    float left = length;  // of the present dash or gap
    bool drawn = true;
    if (!points.empty()) dashes.push_back({points.front()});
    for (std::size_t k = 1; k < points.size(); ++k) {
        Place at = points[k - 1];
        const Place end = points[k];
        for (float rest = std::hypot(end.x - at.x, end.y - at.y); rest > 0;) {
            const float step = std::min(rest, left), part = step / rest;
            at = {at.x + part * (end.x - at.x), at.y + part * (end.y - at.y)};
            if (drawn) dashes.back().push_back(at);
            rest -= step;
            left -= step;
            if (left > 0) continue;
            left = length;
            drawn = !drawn;
            if (drawn) dashes.push_back({at});
        }
    }
    return dashes;
}

}  // namespace

void ImGuiSurface::solid(std::span<const Place> points, ImU32 colour, float width) {
    std::vector<ImVec2> run;
    const auto flush = [&](bool keep_last) {
        if (run.size() > 1) list_.AddPolyline(run.data(), static_cast<int>(run.size()), colour, width);
        if (run.empty()) return;
        const ImVec2 last = run.back();
        run.clear();
        if (keep_last) run.push_back(last);
    };
    for (std::size_t k = 0; k < points.size(); ++k) {
        const ImVec2 next = vec(points[k]);
        if (!run.empty() && k + 1 < points.size() && std::abs(next.x - run.back().x) < apart &&
            std::abs(next.y - run.back().y) < apart)
            continue;
        if (run.size() > 1) {
            const ImVec2 corner = run.back(), before = run[run.size() - 2];
            const float ax = corner.x - before.x, ay = corner.y - before.y, bx = next.x - corner.x,
                        by = next.y - corner.y;
            if (ax * bx + ay * by < sharp * std::hypot(ax, ay) * std::hypot(bx, by)) flush(true);
        }
        run.push_back(next);
    }
    flush(false);
}

void ImGuiSurface::line(std::span<const Place> points, const Stroke& stroke) {
    if (stroke.colour.a <= 0 || stroke.width <= 0) return;
    const ImU32 colour = packed(stroke.colour);
    if (!stroke.dashed) {
        const std::optional<std::array<Place, 2>> fine = hairline(points, stroke.width);
        return solid(fine ? std::span<const Place>(*fine) : points, colour, stroke.width);
    }
    for (const std::vector<Place>& part : dashes_of(points, dash_length * screen_.scale))
        solid(part, colour, stroke.width);
}

void ImGuiSurface::convex(std::span<const Place> corners, Colour fill) {
    if (fill.a <= 0) return;
    std::vector<ImVec2> all;
    for (const Place& corner : corners) all.push_back(vec(corner));
    // ImGui fills, and smooths edges of, polygons that run clockwise.
    float area = 0;
    for (std::size_t k = 0; k < all.size(); ++k) {
        const ImVec2 &a = all[k], &b = all[(k + 1) % all.size()];
        area += a.x * b.y - b.x * a.y;
    }
    if (area < 0) std::reverse(all.begin(), all.end());
    list_.AddConvexPolyFilled(all.data(), static_cast<int>(all.size()), packed(fill));
}

void ImGuiSurface::band(std::span<const Place> low, std::span<const Place> high, Colour fill) {
    if (low.size() < 2 || fill.a <= 0) return;
    const ImU32 colour = packed(fill);
    const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
    const auto triangle = [&](Place a, Place b, Place c) {
        list_.PrimReserve(3, 3);
        for (const Place& corner : {a, b, c}) list_.PrimVtx(vec(corner), white, colour);
    };
    // Edges between neighbours are not smoothed, which would show as seams.
    for (std::size_t k = 1; k < low.size(); ++k) {
        const float before = high[k - 1].y - low[k - 1].y, after = high[k].y - low[k].y;
        if (before * after < 0) {
            const float t = before / (before - after);
            const Place cross{low[k - 1].x + t * (low[k].x - low[k - 1].x),
                              low[k - 1].y + t * (low[k].y - low[k - 1].y)};
            triangle(low[k - 1], high[k - 1], cross);
            triangle(cross, low[k], high[k]);
        } else {
            triangle(low[k - 1], high[k - 1], high[k]);
            triangle(low[k - 1], high[k], low[k]);
        }
    }
}

void ImGuiSurface::rectangle(Place from, Place to, Colour fill) {
    if (fill.a > 0) list_.AddRectFilled(vec(from), vec(to), packed(fill));
}

void ImGuiSurface::frame(Place from, Place to, const Stroke& stroke) {
    list_.AddRect(vec(from), vec(to), packed(stroke.colour), 0, stroke.width);
}

void ImGuiSurface::circle(Place centre, float radius, Colour fill, const Stroke& edge) {
    if (fill.a > 0) list_.AddCircleFilled(vec(centre), radius, packed(fill));
    if (edge.colour.a > 0 && edge.width > 0) list_.AddCircle(vec(centre), radius, packed(edge.colour), 0, edge.width);
}

void ImGuiSurface::picture(Place from, Place to, const Pixels& pixels) {
    // Whole pixels, so that neighbours share an edge.
    const auto column = [&](int k) {
        return std::floor(from.x + static_cast<float>(k) / static_cast<float>(pixels.width) * (to.x - from.x));
    };
    const auto row = [&](int k) {
        return std::floor(from.y + static_cast<float>(k) / static_cast<float>(pixels.height) * (to.y - from.y));
    };
    const std::uint8_t* c = pixels.rgba.data();
    for (int r = 0; r < pixels.height; ++r)
        for (int k = 0; k < pixels.width; ++k, c += 4)
            if (c[3] > 0)
                list_.AddRectFilled({column(k), row(r)}, {column(k + 1), row(r + 1)}, IM_COL32(c[0], c[1], c[2], c[3]));
}

ImFont* ImGuiSurface::font(const Letters& letters) const {
    return letters.strong && screen_.strong ? screen_.strong : ImGui::GetFont();
}

float ImGuiSurface::width_of(const std::string& text, const Letters& letters) {
    return font(letters)->CalcTextSizeA(letters.size, 1e9f, 0, text.c_str()).x;
}

void ImGuiSurface::text(Place at, const std::string& text, const Letters& letters, Align align) {
    if (align != Align::left) at.x -= width_of(text, letters) * (align == Align::centre ? 0.5f : 1);
    list_.AddText(font(letters), letters.size, vec(at), packed(letters.colour), text.c_str());
}

void ImGuiSurface::on_base(Place base, const std::string& text, const Letters& letters) {
    // Letters stand on whole pixels, which keeps them sharp; base lines of words and glyphs() round alike.
    const ImFontBaked* baked = font(letters)->GetFontBaked(letters.size);
    const float ascent = baked->Ascent * letters.size / baked->Size;
    const ImVec2 at{std::round(base.x), std::round(base.y) - ascent};
    list_.AddText(font(letters), letters.size, {at.x, std::ceil(at.y - 0.01f)}, packed(letters.colour), text.c_str());
}

void ImGuiSurface::glyphs(Place origin, std::span<const formula::Glyph> glyphs, Colour colour) {
    const ImU32 tint = packed(colour);
    for (const formula::Glyph& each : glyphs) {
        // Fonts are baked at whole sizes; the density makes pixels of exactly this size.
        const float density = each.size / formula::glyph_font_size;
        ImFontBaked* baked = screen_.formulas->GetFontBaked(formula::glyph_font_size, density);
        const ImFontGlyph* glyph = baked->FindGlyph(static_cast<ImWchar>(formula::first_glyph_code + each.id));
        if (!glyph || !glyph->Visible) continue;
        const float x = origin.x + each.x, base = std::round(origin.y + each.y), rise = std::round(baked->Ascent);
        list_.PrimReserve(6, 4);
        list_.PrimRectUV({x + glyph->X0 * density, base + (glyph->Y0 - rise) * density},
                         {x + glyph->X1 * density, base + (glyph->Y1 - rise) * density}, {glyph->U0, glyph->V0},
                         {glyph->U1, glyph->V1}, tint);
    }
}

void ImGuiSurface::rule(Place from, Place to, Colour fill) {
    // Every row of pixels gets the share of it that the rule covers: one thinner than a pixel would vanish or not with
    // where it falls.
    for (float row = std::floor(from.y); row < to.y; ++row) {
        const float covered = std::min(to.y, row + 1) - std::max(from.y, row);
        list_.AddRectFilled({from.x, row}, {to.x, row + 1}, packed(faded(fill, fill.a * covered)));
    }
}

void ImGuiSurface::upwards(Place at, const std::string& text, const Letters& letters) {
    ImGui::PushFont(font(letters), 0);
    const float length = ImGui::CalcTextSize(text.c_str()).x;
    ImPlot::AddTextVertical(&list_, {at.x, at.y + length / 2}, packed(letters.colour), text.c_str());
    ImGui::PopFont();
}

void ImGuiSurface::turn(Place about) {
    turned_about_ = about;
    // Letters outside of the clipping rectangle are left out, but they lie elsewhere once they are turned.
    unturned_clip_ = list_._CmdHeader.ClipRect;
    list_.PushClipRect({-1e6f, -1e6f}, {1e6f, 1e6f});
    turned_from_ = list_.VtxBuffer.Size;
}

void ImGuiSurface::turn_back() {
    for (int k = turned_from_; k < list_.VtxBuffer.Size; ++k) {
        ImVec2& at = list_.VtxBuffer[k].pos;
        at = {turned_about_.x + at.y - turned_about_.y, turned_about_.y - (at.x - turned_about_.x)};
    }
    list_.CmdBuffer.back().ClipRect = unturned_clip_;
    list_.PopClipRect();
}

void ImGuiSurface::clip(Place from, Place to) {
    list_.PushClipRect(vec(from), vec(to), true);
}

void ImGuiSurface::unclip() {
    list_.PopClipRect();
}

}  // namespace coalesce::chart
