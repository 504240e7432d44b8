PYTHON ?= python3
CHECKED = corpus ingest index assistant evals tests

.PHONY: help setup check test serve eval docs

help:   ## 列出命令
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

setup:  ## 安装本项目和测试所需
	$(PYTHON) -m pip install -e '.[test,bench]'

check:  ## 代码规范、类型、语料完整性
	ruff check $(CHECKED) && ruff format --check $(CHECKED) && mypy && kuanyan corpus check

test:   ## 运行全部测试
	pytest

serve:  ## 打开问答页面
	kuanyan serve

eval:   ## 运行评测
	kuanyan eval

docs:   ## 重新生成 README 的实答、条款树、规则表
	$(PYTHON) -m ingest && $(PYTHON) -m corpus.rules_table && $(PYTHON) -m evals.readme
