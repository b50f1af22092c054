#include "view/typeset.hpp"

#include <doctest/doctest.h>

#include <string>

#include "view/hud.hpp"

using namespace coalesce;

TEST_CASE("ASCII mathematics is set with raised and lowered characters") {
    CHECK(typeset("V K^T Q") == "V KᵀQ");
    CHECK(typeset("the leading eigenspace of V K^T Q.") == "the leading eigenspace of V KᵀQ.");
    CHECK(typeset("Q^T K is not a multiple") == "QᵀK is not a multiple");
    CHECK(typeset("2.6·10^4 and 5.7·10^7") == "2.6·10⁴ and 5.7·10⁷");
    CHECK(typeset("10^-306") == "10⁻³⁰⁶");
    CHECK(typeset("S^2") == "S²");
    CHECK(typeset("N^2 with direct sums.") == "N² with direct sums.");
    CHECK(typeset("⟨x_i, x_j⟩") == "⟨xᵢ, xⱼ⟩");
    CHECK(typeset("E_max is not the plane") == "Eₘₐₓ is not the plane");
    CHECK(typeset("e^{-β(1 - cos θ)}") == "e⁻ᵝ⁽¹⁻ᶜᵒˢᶿ⁾");
    CHECK(typeset("W1 = 0.01 rad, and W1.") == "W₁ = 0.01 rad, and W₁.");
    CHECK(typeset("|log10(t) − log10 s|") == "|log₁₀(t) − log₁₀ s|");
    CHECK(typeset("e^{-β(1 - cos angle)}") == "exp(-β(1 - cos angle))");
    CHECK(typeset("$e^{c\\beta}$ of V K^T Q") == "$e^{c\\beta}$ of V KᵀQ");
}

TEST_CASE("what is no mathematics stays as it is") {
    for (const std::string text : {"time_per_second", "view.colour_by", "a ^ b", "x^", "snake_max_case", "", "^2",
                                   "tokens_1.npy", "10^{", "π/2 – 1", "W1.json", "W12", "RW1", "max_log10"})
        CHECK(typeset(text) == text);
}

TEST_CASE("Hebrew is written from the right, and what stands between keeps its direction") {
    CHECK(visual_order("plain") == "plain");
    CHECK(visual_order("日本語") == "日本語");
    CHECK(visual_order("שלום") == "םולש");
    CHECK(visual_order("שלום 12") == "12 םולש");
    CHECK(visual_order("a שלום b") == "a םולש b");
    CHECK(visual_order("שלום\nabc") == "םולש\nabc");
    CHECK(reads_right_to_left("שלום"));
    CHECK_FALSE(reads_right_to_left("β = 30 · Łódź · 日本語"));
}

TEST_CASE("as a picture shrinks its text gives up details in the stated order") {
    const HudDetail large = hud_detail(80, 50);
    CHECK(large == HudDetail{});
    HudDetail before = large;
    for (float size = 1; size > 0.1f; size -= 0.005f) {
        const HudDetail now = hud_detail(80 * size, 50 * size);
        CHECK(now.reasons <= before.reasons);
        CHECK(now.accuracy <= before.accuracy);
        CHECK(now.machinery <= before.machinery);
        CHECK(now.tokens <= before.tokens);
        CHECK(now.clusters <= before.clusters);
        CHECK(now.accuracy <= now.machinery);
        CHECK(now.reasons <= now.accuracy);
        before = now;
    }
    CHECK_FALSE(before.machinery);
}

TEST_CASE("a large picture keeps its camera; in a small one the sphere stands between the lines of text") {
    const ViewState view;
    CHECK(clear_of_hud(view, 80, 50) == view);
    const ViewState moved = clear_of_hud(view, 27, 25.4f);
    CHECK(moved.pan[1] < 0);  // down: there are more lines above
    CHECK(moved.pan[0] == view.pan[0]);
    CHECK(moved.distance >= view.distance);
    CHECK(moved.distance < 1.3 * view.distance);
}
