#include "desk/draft.hpp"

namespace coalesce {

void TokenDraft::reset(const TokenSpec& tokens, int dimension) {
    tokens_ = document_ = tokens;
    dimension_ = dimension;
    changed();
}

void TokenDraft::changed() {
    differs_ = !(tokens_ == document_);
    density_ = has_density(tokens_.law);
    asked_ = false;
}

std::shared_ptr<const LawImage> TokenDraft::picture(const std::function<void()>& wake) {
    if (!density_) return {};
    if (!painter_) {
        // Painted from coarse to fine: a law of 100,000 components takes minutes.
        const auto paint = [](const Subject& subject, const auto& publish, const auto& go_on) {
            for (const int coarseness : {4, 2, 1}) {
                LawImage image = law_image(subject.law, subject.dimension, coarseness, go_on);
                if (image.kind == LawImage::Kind::none) return;
                publish(std::move(image));
            }
        };
        painter_ = std::make_unique<Background<Subject, LawImage>>(paint, wake);
    }
    if (!asked_) painter_->ask({tokens_.law, dimension_});
    asked_ = true;
    return painter_->latest();
}

}  // namespace coalesce
