#include "view/system_fonts.hpp"

#include <fontconfig/fontconfig.h>
#include <imgui.h>
#include <imgui_internal.h>  // a baked font's list of missing characters

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace coalesce {
namespace {

/// Value of ImFontBaked::IndexLookup (imgui_draw.cpp) for a character that no font source has.
constexpr ImU16 not_found = 0xFFFE;
/// First character that may be missing: the program's fonts have Latin, Greek, Cyrillic and Armenian, and DejaVu's
/// symbols.
constexpr ImWchar first_foreign = 0x0590;

struct Face {
    std::string file;
    int number;  ///< index in a collection (.ttc)
    bool operator<(const Face& other) const { return file != other.file ? file < other.file : number < other.number; }
};

template <auto destroy>
struct Destroyer {
    template <class T>
    void operator()(T* object) const {
        destroy(object);
    }
};
using Pattern = std::unique_ptr<FcPattern, Destroyer<FcPatternDestroy>>;
using CharSet = std::unique_ptr<FcCharSet, Destroyer<FcCharSetDestroy>>;

/// Returns the scalable sans-serif face that fontconfig prefers among those that have the character.
std::optional<Face> face_with(ImWchar c) {
    const CharSet wanted(FcCharSetCreate());
    const Pattern pattern(FcPatternCreate());
    if (!wanted || !pattern || !FcCharSetAddChar(wanted.get(), c)) return std::nullopt;
    FcPatternAddCharSet(pattern.get(), FC_CHARSET, wanted.get());
    FcPatternAddBool(pattern.get(), FC_SCALABLE, FcTrue);
    FcPatternAddString(pattern.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>("sans-serif"));
    FcConfigSubstitute(nullptr, pattern.get(), FcMatchPattern);
    FcDefaultSubstitute(pattern.get());
    FcResult result{};
    const Pattern found(FcFontMatch(nullptr, pattern.get(), &result));
    if (!found) return std::nullopt;
    FcChar8* file = nullptr;
    FcCharSet* has = nullptr;
    int number = 0;
    if (FcPatternGetString(found.get(), FC_FILE, 0, &file) != FcResultMatch ||
        FcPatternGetCharSet(found.get(), FC_CHARSET, 0, &has) != FcResultMatch || !FcCharSetHasChar(has, c))
        return std::nullopt;
    FcPatternGetInteger(found.get(), FC_INDEX, 0, &number);
    // The upper 16 bits of fontconfig's index number the instances of a variable font.
    return Face{reinterpret_cast<const char*>(file), number & 0xFFFF};
}

/// Characters asked for and fonts loaded for the present Dear ImGui context.
struct Loaded {
    std::set<ImWchar> asked;
    std::set<Face> faces;
};

Loaded& loaded() {
    static Loaded state;
    return state;
}

void merge(const Face& face) {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    const std::vector<ImFont*> fonts(atlas.Fonts.begin(), atlas.Fonts.end());
    for (ImFont* font : fonts) {
        ImFontConfig config;
        config.MergeMode = true;
        config.DstFont = font;
        config.FontNo = static_cast<ImU32>(face.number);
        config.Flags = ImFontFlags_NoLoadError;  // fontconfig's cache may list a deleted file
        atlas.AddFontFromFileTTF(face.file.c_str(), font->LegacySize, &config);
    }
}

void provide(ImWchar c) {
    Loaded& state = loaded();
    if (c < first_foreign || !state.asked.insert(c).second) return;
    if (ImGui::GetIO().Fonts->Fonts[0]->IsGlyphInFont(c)) return;
    if (const auto face = face_with(c); face && state.faces.insert(*face).second) merge(*face);
}

}  // namespace

void forget_system_fonts() {
    loaded() = {};
}

void provide_glyphs(std::string_view utf8) {
    const char* at = utf8.data();
    const char* const end = at + utf8.size();
    while (at < end) {
        unsigned c = 0;
        at += ImTextCharFromUtf8(&c, at, end);
        if (c <= IM_UNICODE_CODEPOINT_MAX) provide(static_cast<ImWchar>(c));
    }
}

void provide_missing_glyphs() {
    std::vector<ImWchar> missing;
    const Loaded& state = loaded();
    ImFontAtlasBuilder* builder = ImGui::GetIO().Fonts->Builder;
    for (int k = 0; builder && k < builder->BakedPool.Size; ++k) {
        const ImVector<ImU16>& lookup = builder->BakedPool[k].IndexLookup;
        for (int c = first_foreign; c < lookup.Size; ++c)
            if (lookup[c] == not_found && !state.asked.contains(static_cast<ImWchar>(c)))
                missing.push_back(static_cast<ImWchar>(c));
    }
    for (const ImWchar c : missing) provide(c);
}

}  // namespace coalesce
