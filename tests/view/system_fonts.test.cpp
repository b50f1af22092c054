#include "view/system_fonts.hpp"

#include <doctest/doctest.h>
#include <fontconfig/fontconfig.h>
#include <imgui.h>
#include <imgui_internal.h>  // decoding of UTF-8

#include "view/gl_context.hpp"
#include "view/target.hpp"
#include "view/ui.hpp"

using namespace coalesce;

namespace {

/// Asks fontconfig itself, independently of the program.
bool system_has(FcChar32 character) {
    FcPattern* pattern = FcPatternCreate();
    FcCharSet* wanted = FcCharSetCreate();
    FcCharSetAddChar(wanted, character);
    FcPatternAddCharSet(pattern, FC_CHARSET, wanted);
    FcObjectSet* nothing = FcObjectSetBuild(FC_FILE, nullptr);
    FcFontSet* found = FcFontList(nullptr, pattern, nothing);
    const bool any = found && found->nfont > 0;
    FcFontSetDestroy(found);
    FcObjectSetDestroy(nothing);
    FcCharSetDestroy(wanted);
    FcPatternDestroy(pattern);
    return any;
}

float drawn_width(const char* text) {
    ImGui::GetBackgroundDrawList()->AddText({10, 10}, IM_COL32_WHITE, text);
    return ImGui::CalcTextSize(text).x;
}

}  // namespace

TEST_CASE("Chinese, Japanese and Korean names are drawn with a font of the system where it has one") {
    HeadlessContext context;
    Ui ui(Theme::dark, 1);
    OffscreenTarget target(200, 50, 1);
    target.bind();
    for (const char* const text : {"日", "の", "한"}) {
        ImFont* font = ImGui::GetIO().Fonts->Fonts[0];
        unsigned character = 0;
        ImTextCharFromUtf8(&character, text, nullptr);
        if (!system_has(character)) {
            MESSAGE("no font of this system has U+", character);
            continue;
        }
        CAPTURE(text);
        ui.begin_offscreen(200, 50);
        drawn_width(text);  // has no effect but is noted
        ui.end_offscreen();
        provide_missing_glyphs();
        CHECK(font->IsGlyphInFont(static_cast<ImWchar>(character)));
        ui.begin_offscreen(200, 50);
        // A replacement box would be half as wide as it is high.
        CHECK(drawn_width(text) > 0.8f * ImGui::GetFontSize());
        CHECK(semibold_font()->IsGlyphInFont(static_cast<ImWchar>(character)));
        ui.end_offscreen();
    }
    // Our own fonts have Hebrew; U+EBFF, which no font has (STIX has U+E000), is requested once and stays a box.
    provide_glyphs("שלום \xEE\xAF\xBF");
    provide_glyphs("\xEE\xAF\xBF");
    CHECK_FALSE(ImGui::GetIO().Fonts->Fonts[0]->IsGlyphInFont(0xEBFF));
}
