"""What every ``Embedder`` must do. A test class inherits this and gives a fixture ``embedder``."""

from __future__ import annotations

import numpy as np

from index.embedding.protocol import Embedder

TEXTS = [
    "正面清单有效期原则为3年。",
    "未按规定设置排污口标识牌，责令改正后及时改正的，不予行政处罚。",
    "约谈",
    "各区县生态环境部门要组织对清单内企业进行一次“体检式”现场帮扶，督促企业提高环境管理水平。",
    "VOCs、COD 与 PM2.5 的排放浓度小于标准 0.1 倍",
]
ODD_TEXTS = [
    "",
    "   ",
    "\x00\x01\x1b[31m控制字符\x7f",
    "\ud800孤立代理项\udfff",
    "😀👨‍👩‍👧𠮷〇\u200b\ufeff",
    "\n\r\t\u3000",
    "Привет, κόσμε, สวัสดี",
]
TIGHT = 1e-5


class EmbedderContract:
    """Shape, scale, order, independence and meaning of the vectors."""

    def test_vectors_are_float32_rows_of_length_one(self, embedder: Embedder) -> None:
        for vectors in (embedder.embed_queries(TEXTS), embedder.embed_passages(TEXTS)):
            assert vectors.shape == (len(TEXTS), embedder.dimension)
            assert vectors.dtype == np.float32
            np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=TIGHT)

    def test_an_empty_list_gives_no_rows(self, embedder: Embedder) -> None:
        for vectors in (embedder.embed_queries([]), embedder.embed_passages([])):
            assert vectors.shape == (0, embedder.dimension)
            assert vectors.dtype == np.float32

    def test_has_a_name_and_satisfies_the_protocol(self, embedder: Embedder) -> None:
        assert isinstance(embedder, Embedder)
        assert embedder.name and embedder.name.isprintable()

    def test_rows_come_in_the_order_of_the_texts(self, embedder: Embedder) -> None:
        backwards = embedder.embed_passages(TEXTS[::-1])
        np.testing.assert_allclose(backwards[::-1], embedder.embed_passages(TEXTS), atol=TIGHT)

    def test_the_same_list_gives_the_same_bytes(self, embedder: Embedder) -> None:
        assert embedder.embed_passages(TEXTS).tobytes() == embedder.embed_passages(TEXTS).tobytes()

    def test_a_text_alone_has_the_vector_it_has_among_others(self, embedder: Embedder) -> None:
        together = embedder.embed_passages(TEXTS)
        alone = np.concatenate([embedder.embed_passages([text]) for text in TEXTS])
        np.testing.assert_allclose(together, alone, atol=TIGHT)

    def test_a_repeated_text_has_one_vector(self, embedder: Embedder) -> None:
        vectors = embedder.embed_passages([TEXTS[0], TEXTS[1], TEXTS[0]])
        np.testing.assert_allclose(vectors[0], vectors[2], atol=TIGHT)

    def test_a_query_differs_from_a_passage_of_the_same_words(self, embedder: Embedder) -> None:
        similarity = (embedder.embed_queries(TEXTS) * embedder.embed_passages(TEXTS)).sum(axis=1)
        assert np.all(similarity < 0.9999)

    def test_a_text_of_ten_thousand_characters_is_cut_not_refused(self, embedder: Embedder) -> None:
        long_text = "柔性执法正面清单" * 1250
        vectors = embedder.embed_passages([long_text, long_text + "此处以后不再读取"])
        assert np.isfinite(vectors).all()
        np.testing.assert_allclose(vectors[0], vectors[1], atol=TIGHT)

    def test_odd_characters_give_finite_unit_vectors(self, embedder: Embedder) -> None:
        for vectors in (embedder.embed_queries(ODD_TEXTS), embedder.embed_passages(ODD_TEXTS)):
            np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=TIGHT)

    def test_blanks_around_a_text_do_not_matter(self, embedder: Embedder) -> None:
        plain, padded = embedder.embed_queries(["约谈告诫", " \n约谈告诫\u3000"])
        np.testing.assert_allclose(plain, padded, atol=TIGHT)

    def test_related_words_are_closer_than_unrelated_ones(self, embedder: Embedder) -> None:
        query = embedder.embed_queries(["正面清单的有效期是多久？"])[0]
        related, unrelated = embedder.embed_passages(
            ["正面清单有效期原则为3年，有效期内组织一次现场帮扶。", "今天中午食堂供应红烧肉和番茄鸡蛋汤。"]
        )
        assert query @ related > query @ unrelated + 0.02
