# A base for machines that reach no registry: this machine's Python and what it needs, see tools/images/standin/.
FROM scratch
COPY . /
ENV PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8
CMD ["python3"]
